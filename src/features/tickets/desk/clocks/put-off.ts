import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { tickets } from '../../tables.ts';

const LATER_MS = 60 * 60_000;

/**
 * Looks at a ticket again in an hour: its server has switched tickets off, or something is wrong with it. So it does
 * not stand in the way of the others that are due.
 */
export async function putOff(ctx: ActionContext, ticketId: string): Promise<void> {
  const now = ctx.now();
  const later = new Date(now.getTime() + LATER_MS).toISOString();
  const unlessLater = (column: typeof tickets.clockAt | typeof tickets.staleAt) =>
    sql`case when ${column} <= ${now.toISOString()}::timestamptz then ${later}::timestamptz else ${column} end`;
  await ctx.db
    .update(tickets)
    .set({ clockAt: unlessLater(tickets.clockAt), staleAt: unlessLater(tickets.staleAt) })
    .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, ticketId)));
}
