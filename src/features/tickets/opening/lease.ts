import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { tickets } from '../tables.ts';
import type { TicketRow } from '../views.ts';

/** Longer than all steps take with their retries. Milliseconds. */
const LEASE_MS = 90_000;
/** Guard's name when the lease ran out and somebody else makes the place. */
export const NOT_OURS = 'place-not-ours';

/**
 * Lets one alone make the place of a ticket, and counts that it was begun: whoever is not the first has to look for
 * what was made before, wherever that run ended. False: somebody does so just now.
 */
export async function takeLease(ctx: ActionContext, ticketId: string, token: string): Promise<boolean> {
  const now = ctx.now();
  const rows = await ctx.db
    .update(tickets)
    .set({
      setupToken: token,
      setupUntil: new Date(now.getTime() + LEASE_MS),
      setupAttempts: sql`${tickets.setupAttempts} + 1`,
    })
    .where(
      and(
        eq(tickets.guildId, ctx.guildId),
        eq(tickets.id, ticketId),
        or(isNull(tickets.setupUntil), lt(tickets.setupUntil, now)),
      ),
    )
    .returning({ id: tickets.id });
  return rows.length > 0;
}

/** A statement that writes down a step, as long as the lease holds. */
export function step(ctx: ActionContext, ticketId: string, token: string, set: Partial<TicketRow>) {
  const update = ctx.db
    .update(tickets)
    .set({ ...set, updatedAt: ctx.now() })
    .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, ticketId), eq(tickets.setupToken, token)));
  return requireChange(update.getSQL(), NOT_OURS);
}

export async function giveBack(ctx: ActionContext, ticketId: string, token: string): Promise<void> {
  await ctx.db
    .update(tickets)
    .set({ setupToken: null, setupUntil: null })
    .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, ticketId), eq(tickets.setupToken, token)));
}
