import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { tickets } from '../tables.ts';
import { syncTicket } from './poll-thread.ts';

/** Open tickets whose threads are read again after a gap; what is more is read when somebody presses “Sync now”. */
const MOST = 500;
/** Of one thread: what the gateway heard since it was last read comes before what it missed. */
const PAGES = 100;

/**
 * Reads what the gateway says it missed in this server: a session that ended is not replayed. A thread that can't be
 * read holds up no other; the job then fails, and tries again.
 */
export async function refillGap(ctx: ActionContext): Promise<{ found: number }> {
  const rows = await ctx.db
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.guildId, ctx.guildId), isNotNull(tickets.pollAt)))
    .orderBy(asc(tickets.pollAt))
    .limit(MOST);
  let found = 0;
  const failures: unknown[] = [];
  for (const { id } of rows) {
    try {
      found += (await syncTicket(ctx, id, { pages: PAGES })).found;
    } catch (error) {
      failures.push(error);
      ctx.log.warn('the thread of a ticket was not read after a gap', { ticket: id, error });
    }
  }
  if (failures.length > 0) throw failures[0];
  return { found };
}
