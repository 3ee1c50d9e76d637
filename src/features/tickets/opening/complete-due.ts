import { and, asc, eq, isNull, lt, lte, or } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { completeTicket } from '../actions/complete-ticket.ts';
import { systemContext } from '../system.ts';
import { tickets } from '../tables.ts';

/** Places begun in one minute; the next minute takes the next ones. */
const MOST = 50;
const AT_ONCE = 5;
/** The job of a ticket comes first; what is older was left behind by it. Milliseconds. */
const GRACE_MS = 20_000;
/** So long a ticket is left alone whose server has switched tickets off, or with which something is wrong. */
const LATER_MS = 10 * 60_000;

/**
 * Once a minute, for all servers: makes places of tickets that are due and that no job makes any more, because the
 * platform ended its run or another run held the ticket when it came. Running it twice does no harm.
 */
export async function completeDue(ctx: ActionContext): Promise<{ done: number }> {
  const now = ctx.now();
  const rows = await ctx.db
    .select({ id: tickets.id, guildId: tickets.guildId })
    .from(tickets)
    .where(
      and(
        lte(tickets.setupAt, new Date(now.getTime() - GRACE_MS)),
        or(isNull(tickets.setupUntil), lt(tickets.setupUntil, now)),
      ),
    )
    .orderBy(asc(tickets.setupAt))
    .limit(MOST);
  let done = 0;
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const ended = await Promise.all(rows.slice(start, start + AT_ONCE).map((row) => completeOne(ctx, row)));
    done += ended.filter(Boolean).length;
  }
  return { done };
}

/** One that fails may not hold up the others. */
async function completeOne(ctx: ActionContext, { id, guildId }: { id: string; guildId: string }) {
  const own = systemContext(ctx.runtime, guildId, ctx.requestId);
  try {
    if ((await own.featureState('tickets')) === 'on') {
      await completeTicket(own, id);
      return true;
    }
  } catch (error) {
    own.log.error('the place of a ticket could not be looked after', { ticket: id, error });
  }
  await own.db
    .update(tickets)
    .set({ setupAt: new Date(own.now().getTime() + LATER_MS) })
    .where(and(eq(tickets.guildId, guildId), eq(tickets.id, id), lte(tickets.setupAt, own.now())));
  return false;
}
