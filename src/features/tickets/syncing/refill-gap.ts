import { and, eq, isNotNull } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { tickets } from '../tables.ts';
import { syncTicket } from './poll-thread.ts';

/** Open tickets whose threads are read again after a gap; what is more is read when somebody presses “Sync now”. */
const MOST = 500;

/** Reads what the gateway says it missed in this server: a session that ended is not replayed. */
export async function refillGap(ctx: ActionContext): Promise<{ found: number }> {
  const rows = await ctx.db
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.guildId, ctx.guildId), isNotNull(tickets.pollAt)))
    .limit(MOST);
  let found = 0;
  for (const { id } of rows) found += (await syncTicket(ctx, id)).found;
  return { found };
}
