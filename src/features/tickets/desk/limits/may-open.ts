import { and, count, desc, eq, gt, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { requireThat } from '../../../../core/database/guard.ts';
import { ConflictError, DeniedError, LimitError } from '../../../../core/errors.ts';
import { conversations } from '../../../conversations/public.ts';
import { ticketsSettings } from '../../settings.ts';
import { ticketBlocks, tickets } from '../../tables.ts';

/** Of a member's open tickets so many are named. */
const NAMED = 5;
const MINUTE_MS = 60_000;
const FULL = 'ticket-limit';

/**
 * Refuses a ticket to a member who may open none just now: who is blocked, has as many as one may have, or opened one a
 * moment ago. Says what to do instead. One round trip.
 */
export async function requireMayOpen(ctx: ActionContext, personId: string): Promise<void> {
  const { guildId } = ctx;
  const { maxOpen, cooldownMinutes } = await ctx.settings(ticketsSettings);
  const own = and(eq(tickets.guildId, guildId), eq(tickets.personId, personId));
  const [[block], open, [total], [last]] = await ctx.db.batch([
    ctx.db
      .select()
      .from(ticketBlocks)
      .where(
        and(
          eq(ticketBlocks.guildId, guildId),
          eq(ticketBlocks.personId, personId),
          or(isNull(ticketBlocks.until), gt(ticketBlocks.until, ctx.now())),
        ),
      ),
    ctx.db
      .select({ number: conversations.number })
      .from(tickets)
      .innerJoin(conversations, eq(conversations.id, tickets.id))
      .where(and(own, ne(tickets.status, 'closed')))
      .orderBy(desc(tickets.createdAt))
      .limit(NAMED),
    ctx.db
      .select({ open: count() })
      .from(tickets)
      .where(and(own, ne(tickets.status, 'closed'))),
    ctx.db
      .select({ createdAt: tickets.createdAt })
      .from(tickets)
      .where(own)
      .orderBy(desc(tickets.createdAt))
      .limit(1),
  ]);
  if (block) throw new DeniedError(blockedText(block.reason));
  const numbers = open.map(({ number }) => `#${number}`);
  if (maxOpen > 0 && (total?.open ?? 0) >= maxOpen) throw new LimitError(fullText(total?.open ?? 0, numbers));
  const since = last ? ctx.now().getTime() - last.createdAt.getTime() : Number.POSITIVE_INFINITY;
  const left = Math.ceil((cooldownMinutes * MINUTE_MS - since) / MINUTE_MS);
  if (left > 0) throw new LimitError(tooSoonText(left, numbers[0]));
}

/**
 * Statements for the transaction that opens a ticket: of two that a member opens at once only as many go through as
 * there may be. They fail with a ConflictError that `explainFull` puts into words.
 */
export async function limitStatements(ctx: ActionContext, personId: string): Promise<SQL[]> {
  const { maxOpen } = await ctx.settings(ticketsSettings);
  if (maxOpen === 0) return [];
  return [
    sql`select pg_advisory_xact_lock(hashtextextended(${`tickets:${ctx.guildId}:${personId}`}, 0))`,
    requireThat(
      sql`(select count(*) from tickets where guild_id = ${ctx.guildId} and person_id = ${personId}
        and status <> 'closed') < ${maxOpen}`,
      FULL,
    ),
  ];
}

/** Runs what opens a ticket; that another one took the last place is told in words. */
export async function explainFull<Result>(open: Promise<Result>): Promise<Result> {
  try {
    return await open;
  } catch (error) {
    if (error instanceof ConflictError && error.reason === FULL)
      throw new LimitError('You have as many open tickets as one member can have. Write in one of them.');
    throw error;
  }
}

function fullText(open: number, numbers: readonly string[]): string {
  const more = open > numbers.length ? ' and more' : '';
  const have =
    open === 1 ? `an open ticket, ${numbers[0]}` : `${open} open tickets: ${numbers.join(', ')}${more}`;
  return `You have ${have}. That is as many as one member can have. Write in one of them, or close one that is done.`;
}

function tooSoonText(minutes: number, number: string | undefined): string {
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`;
  const meanwhile = number ? ` If it is about the same, write in ${number}.` : '';
  return `You opened a ticket a short while ago. You can open the next one in ${wait}.${meanwhile}`;
}

const blockedText = (reason: string): string =>
  `The team of this server has blocked you from opening tickets${reason ? `: ${reason}` : ''}. If you think that is a mistake, ask one of them.`;
