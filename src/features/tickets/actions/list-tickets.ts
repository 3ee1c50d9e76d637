import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { decodeCursor, encodeCursor, pageQuery } from '../../../core/http/cursor.ts';
import { isUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { conversations, listConversations, PRIORITIES } from '../../conversations/public.ts';
import { OPEN, READ } from '../access.ts';
import { findCategory } from '../find-category.ts';
import { TICKET_STATUSES } from '../model.ts';
import { DiscordId } from '../schemas.ts';
import { tickets } from '../tables.ts';
import type { Ticket } from '../views.ts';

export const TicketFilter = v.object({
  status: v.optional(
    v.pipe(
      v.picklist([...TICKET_STATUSES, 'active', 'any']),
      v.description('`active`: all but closed ones.'),
    ),
  ),
  category: v.optional(
    v.pipe(v.string(), v.maxLength(100), v.description('Id or name; `none`: without one.')),
  ),
  assignee: v.optional(
    v.pipe(
      v.union([v.picklist(['me', 'nobody']), DiscordId], 'Give an id, `me` or `nobody`.'),
      v.description('A Discord id, `me` or `nobody`.'),
    ),
  ),
  person: v.optional(v.pipe(DiscordId, v.description('Whose ticket it is.'))),
  priority: v.optional(v.picklist(PRIORITIES)),
  tag: v.optional(v.pipe(v.string(), v.maxLength(60))),
  q: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(200),
      v.description('Words of subject, name or any message; or `#12`.'),
    ),
  ),
});
export type TicketFilter = v.InferInput<typeof TicketFilter>;

export const ListTicketsInput = v.object({ ...TicketFilter.entries, ...pageQuery });

export interface TicketPage {
  tickets: Ticket[];
  next: string | null;
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
  const conditions = await conditionsOf(ctx, filter);
  return filter.q
    ? search(ctx, filter.q, conditions, { limit, cursor })
    : walk(ctx, conditions, { limit, cursor });
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

async function conditionsOf(
  ctx: ActionContext,
  { status, category, assignee, person, priority, tag, q }: TicketFilter,
): Promise<SQL[]> {
  const me = actorUserId(ctx.actor);
  if (assignee === 'me' && !me) {
    throw new InputError('assignee: A program owns no tickets. Give somebody’s id.', {
      assignee: 'Give an id.',
    });
  }
  const owner = assignee === 'me' ? me : assignee;
  const found: (SQL | undefined)[] = [
    ...statusCondition(status ?? (q ? 'any' : 'active')),
    category === 'none'
      ? sql`${tickets.categoryId} is null`
      : category
        ? eq(tickets.categoryId, (await findCategory(ctx, category)).id)
        : undefined,
    owner === 'nobody'
      ? sql`${tickets.assigneeId} is null`
      : owner
        ? eq(tickets.assigneeId, owner)
        : undefined,
    person ? eq(tickets.personId, person) : undefined,
    priority ? eq(tickets.priority, priority) : undefined,
    tag ? sql`${conversations.tags} @> ${JSON.stringify([tag])}::jsonb` : undefined,
  ];
  return found.filter((condition) => condition !== undefined);
}

function statusCondition(status: NonNullable<TicketFilter['status']>): SQL[] {
  if (status === 'any') return [];
  // Word for word as the indexes have it.
  return [status === 'active' ? sql`${tickets.status} <> 'closed'` : eq(tickets.status, status)];
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
): Promise<TicketPage> {
  const also = sql`exists (select 1 from ${tickets} where ${tickets.id} = ${conversations.id}
    and ${and(eq(tickets.guildId, ctx.guildId), ...conditions)})`;
  const { rows, next } = await listConversations(
    ctx,
    { feature: 'tickets', words, also },
    { limit, cursor },
    READ,
  );
  if (rows.length === 0) return { tickets: [], next };
  const found = await ctx.db
    .select()
    .from(tickets)
    .where(
      and(
        eq(tickets.guildId, ctx.guildId),
        inArray(
          tickets.id,
          rows.map(({ id }) => id),
        ),
      ),
    );
  const byId = new Map(found.map((ticket) => [ticket.id, ticket]));
  return {
    tickets: rows.flatMap((conversation) => {
      const ticket = byId.get(conversation.id);
      return ticket ? [{ ticket, conversation }] : [];
    }),
    next,
  };
}
