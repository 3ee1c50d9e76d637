import { and, asc, eq, isNotNull, lte } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { describeGateway } from '../../../core/gateway/describe-gateway.ts';
import { gatewayStatus } from '../../../core/gateway/reconcile.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { systemContext } from '../system.ts';
import { tickets } from '../tables.ts';
import type { TicketRow } from '../views.ts';
import { HOT_MS } from './poll-interval.ts';
import { syncTicket } from './poll-thread.ts';

/** Threads read in one round; Discord lets a bot make 50 calls a second, and answers need some of them. */
const MOST = 100;
const AT_ONCE = 5;
/** So long a thread that could not be read is left alone. Milliseconds. */
const FAILED_MS = 60_000;
/** The minute's schedule begins anew what is further away. Milliseconds. */
const CHAIN_MS = 55_000;

type Due = Pick<TicketRow, 'id' | 'guildId' | 'pollAt' | 'polledAt'>;

/**
 * Reads the threads of tickets that are due, while the gateway does not hear what is written in them. As long as one
 * is hot, a round starts the next one some seconds later; else the minute's schedule does. Rounds of the same moment
 * are one by their key, and a thread is taken by moving its time, so none is read twice at once.
 */
export async function pollDue(ctx: ActionContext): Promise<{ threads: number; found: number }> {
  if (await isHeard(ctx.runtime)) return { threads: 0, found: 0 };
  const now = ctx.now();
  const rows = await ctx.db
    .select({
      id: tickets.id,
      guildId: tickets.guildId,
      pollAt: tickets.pollAt,
      polledAt: tickets.polledAt,
    })
    .from(tickets)
    .where(and(isNotNull(tickets.pollAt), lte(tickets.pollAt, now)))
    .orderBy(asc(tickets.pollAt))
    .limit(MOST);
  let found = 0;
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const read = await Promise.all(rows.slice(start, start + AT_ONCE).map((row) => readOne(ctx, row)));
    found += read.reduce((sum, one) => sum + one, 0);
  }
  await chain(ctx);
  return { threads: rows.length, found };
}

async function readOne(ctx: ActionContext, { id, guildId, pollAt, polledAt }: Due): Promise<number> {
  const own = systemContext(ctx.runtime, guildId, ctx.requestId);
  const [taken] = await own.db
    .update(tickets)
    .set({ pollAt: new Date(own.now().getTime() + FAILED_MS) })
    .where(
      and(eq(tickets.guildId, guildId), eq(tickets.id, id), ...(pollAt ? [eq(tickets.pollAt, pollAt)] : [])),
    )
    .returning({ id: tickets.id });
  if (!taken || (await own.featureState('tickets')) !== 'on') return 0;
  try {
    return (await syncTicket(own, id, { lookBack: isFirstOfMinute(own.now(), polledAt) })).found;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    own.log.warn('the thread of a ticket was not read', { ticket: id, error });
    return 0;
  }
}

/** Edits and deletions are looked for once a minute, which is cheap, however often a thread is read. */
const isFirstOfMinute = (now: Date, polledAt: Date | null): boolean =>
  Math.floor(now.getTime() / 60_000) !== Math.floor((polledAt?.getTime() ?? 0) / 60_000);

/** Starts the next round if a thread is due before the schedule comes. */
async function chain(ctx: ActionContext): Promise<void> {
  const [next] = await ctx.db
    .select({ pollAt: tickets.pollAt })
    .from(tickets)
    .where(isNotNull(tickets.pollAt))
    .orderBy(asc(tickets.pollAt))
    .limit(1);
  const now = ctx.now().getTime();
  if (!next?.pollAt || next.pollAt.getTime() - now > CHAIN_MS) return;
  // Never at once: a round that takes long must not be followed by another without a breath.
  const slot = Math.ceil(Math.max(next.pollAt.getTime(), now + HOT_MS) / HOT_MS);
  await ctx.commit({
    statements: [],
    jobs: [{ name: 'tickets.poll', key: String(slot), payload: {}, runAt: new Date(slot * HOT_MS) }],
  });
}

async function isHeard(runtime: Runtime): Promise<boolean> {
  try {
    const status = await gatewayStatus(runtime);
    return status.unwanted === undefined && describeGateway(status, runtime.outside.now()).state === 'ok';
  } catch (error) {
    runtime.log.warn('the gateway does not say how it is', { error });
    return false;
  }
}
