import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { decodeCursor, encodeCursor, pageQuery } from '../../../core/http/cursor.ts';
import { isUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import {
  type ConversationPage,
  conversations,
  listConversations,
  unreadCounts,
} from '../../conversations/public.ts';
import { OPEN, READ } from '../access.ts';
import { tickets } from '../tables.ts';
import { filterConditions, statusCondition, TicketFilter } from '../ticket-filter.ts';
import type { Ticket } from '../views.ts';

export const ListTicketsInput = v.object({ ...TicketFilter.entries, ...pageQuery });

export interface TicketPage {
  tickets: Ticket[];
  next: string | null;
}

/** With how many messages of the member somebody has not read, by id of the ticket; those with none are left out. */
export interface UnreadTicketPage extends TicketPage {
  unread: ReadonlyMap<string, number>;
}

const Position = v.tuple([v.pipe(v.string(), v.isoTimestamp()), v.pipe(v.string(), v.check(isUuid))]);

/**
 * This server's tickets, those with the last message first: by default all that are not closed, with words all. Cost
 * does not grow with how many there are: lists walk an index, searches look at a few hundred matches.
 */
export async function listTickets(
  ctx: ActionContext,
  raw: v.InferInput<typeof ListTicketsInput> = {},
): Promise<TicketPage> {
  await ctx.require(READ);
  const { limit, cursor, ...filter } = parseInput(ListTicketsInput, raw);
  const conditions = await filterConditions(ctx, filter);
  if (!filter.q) return walk(ctx, conditions, { limit, cursor });
  const { rows, next } = await search(ctx, filter.q, conditions, { limit, cursor });
  return { tickets: await withTickets(ctx, rows), next };
}

/** The same for somebody of the team, with what they have not read. */
export async function listUnreadTickets(
  ctx: ActionContext,
  raw: v.InferInput<typeof ListTicketsInput>,
  userId: string,
): Promise<UnreadTicketPage> {
  await ctx.require(READ);
  const { limit, cursor, ...filter } = parseInput(ListTicketsInput, raw);
  const conditions = await filterConditions(ctx, filter);
  const unreadOf = (ids: readonly string[]) => unreadCounts(ctx, ids, userId);
  if (!filter.q) {
    const page = await walk(ctx, conditions, { limit, cursor });
    return { ...page, unread: await unreadOf(page.tickets.map(({ ticket }) => ticket.id)) };
  }
  const { rows, next } = await search(ctx, filter.q, conditions, { limit, cursor });
  const [tickets, unread] = await Promise.all([withTickets(ctx, rows), unreadOf(rows.map(({ id }) => id))]);
  return { tickets, next, unread };
}

/** Tickets of whoever asks, the last message first. */
export async function listOwnTickets(
  ctx: ActionContext,
  raw: { limit?: number; cursor?: string; status?: TicketFilter['status'] } = {},
): Promise<TicketPage> {
  await ctx.require(OPEN, 'read');
  const { limit, cursor, status } = parseInput(ListTicketsInput, raw);
  const personId = actorUserId(ctx.actor);
  if (!personId) return { tickets: [], next: null };
  return walk(ctx, [eq(tickets.personId, personId), ...statusCondition(status ?? 'any')], { limit, cursor });
}

interface Page {
  limit: number;
  cursor: string | undefined;
}

async function walk(
  ctx: ActionContext,
  conditions: readonly SQL[],
  { limit, cursor }: Page,
): Promise<TicketPage> {
  const after = cursor ? decodeCursor('tickets', cursor, Position) : undefined;
  const rows = await ctx.db
    .select({ ticket: tickets, conversation: conversations })
    .from(tickets)
    .innerJoin(conversations, eq(conversations.id, tickets.id))
    .where(
      and(
        eq(tickets.guildId, ctx.guildId),
        ...conditions,
        ...(after
          ? [sql`(${tickets.lastMessageAt}, ${tickets.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`]
          : []),
      ),
    )
    .orderBy(desc(tickets.lastMessageAt), desc(tickets.id))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1)?.ticket;
  return {
    tickets: shown,
    next:
      rows.length > limit && last
        ? encodeCursor('tickets', [last.lastMessageAt.toISOString(), last.id])
        : null,
  };
}

async function search(
  ctx: ActionContext,
  words: string,
  conditions: readonly SQL[],
  { limit, cursor }: Page,
): Promise<ConversationPage> {
  const also = sql`exists (select 1 from ${tickets} where ${tickets.id} = ${conversations.id}
    and ${and(eq(tickets.guildId, ctx.guildId), ...conditions)})`;
  return listConversations(ctx, { feature: 'tickets', words, also }, { limit, cursor }, READ);
}

/** The tickets of conversations, in their order. */
async function withTickets(ctx: ActionContext, rows: ConversationPage['rows']): Promise<Ticket[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const found = await ctx.db
    .select()
    .from(tickets)
    .where(and(eq(tickets.guildId, ctx.guildId), inArray(tickets.id, ids)));
  const byId = new Map(found.map((ticket) => [ticket.id, ticket]));
  return rows.flatMap((conversation) => {
    const ticket = byId.get(conversation.id);
    return ticket ? [{ ticket, conversation }] : [];
  });
}
