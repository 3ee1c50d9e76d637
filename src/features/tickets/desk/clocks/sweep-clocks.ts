import { asc, lte } from 'drizzle-orm';
import { type ActionContext, createContext } from '../../../../core/context.ts';
import { ConflictError, SwitchedOffError } from '../../../../core/errors.ts';
import { ticketPhases, tickets } from '../../tables.ts';
import { keepClock } from './keep-clock.ts';
import { putOff } from './put-off.ts';
import { tendStale } from './tend-stale.ts';

/** Tickets looked at in a minute, of each kind; the next minute takes the next ones. */
const MOST = 200;
/** Changes are counted at once by the signal that tells of them; what is older was left behind. Milliseconds. */
const GRACE_MS = 20_000;

interface Due {
  id: string;
  guildId: string;
}

/**
 * Once a minute, for all servers: tells of targets that are due, warns and closes what is stale, counts what was left
 * behind. Finds its tickets by their indexes and never looks at the others.
 */
export async function sweepClocks(ctx: ActionContext): Promise<{ looked: number; tended: number }> {
  const now = ctx.now();
  const [late, left, stale] = await ctx.db.batch([
    ctx.db
      .select({ id: tickets.id, guildId: tickets.guildId })
      .from(tickets)
      .where(lte(tickets.clockAt, now))
      .orderBy(asc(tickets.clockAt))
      .limit(MOST),
    ctx.db
      .select({ id: ticketPhases.ticketId, guildId: ticketPhases.guildId, at: ticketPhases.at })
      .from(ticketPhases)
      .orderBy(asc(ticketPhases.sequence))
      .limit(MOST),
    ctx.db
      .select({ id: tickets.id, guildId: tickets.guildId })
      .from(tickets)
      .where(lte(tickets.staleAt, now))
      .orderBy(asc(tickets.staleAt))
      .limit(MOST),
  ]);
  const forgotten = left.filter(({ at }) => now.getTime() - at.getTime() >= GRACE_MS);
  const clocks = [
    ...new Map([...late, ...forgotten].map(({ id, guildId }) => [id, { id, guildId }])).values(),
  ];
  const looked = await each(ctx, clocks, (own, { id }) => keepClock(own, id));
  const tended = await each(ctx, stale, (own, { id }) => tendStale(own, id));
  return { looked, tended };
}

/** One that fails may not hold up the others; the next minute tries it again, later ones less often. */
async function each(
  ctx: ActionContext,
  due: readonly Due[],
  act: (own: ActionContext, due: Due) => Promise<unknown>,
): Promise<number> {
  let done = 0;
  for (const one of due) {
    const own = createContext(ctx.runtime, {
      guildId: one.guildId,
      actor: { kind: 'system', name: 'tickets' },
      source: 'schedule',
      requestId: ctx.requestId,
    });
    try {
      if ((await own.featureState('tickets')) === 'on') await act(own, one);
      else await putOff(own, one.id);
      done += 1;
    } catch (error) {
      // Somebody else counted it at the same time.
      if (error instanceof ConflictError) continue;
      if (!(error instanceof SwitchedOffError))
        own.log.error('a ticket could not be looked at', { ticket: one.id, error });
      await putOff(own, one.id);
    }
  }
  return done;
}
