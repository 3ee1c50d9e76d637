import { sql } from 'drizzle-orm';
import type { Lane } from './drain-lane.ts';

/** How a receiver that gives no answer at all has fared: what a lane remembers of it between rounds. */
export interface Breaker {
  /** Tries in a row that ended without an answer. */
  timeouts: number;
  /** Unix milliseconds until which nothing is sent; then one delivery asks whether it answers again. */
  openUntil: number;
}

/** So many in a row, and the receiver is taken to hang. */
export const TRIPS_AFTER = 3;
const FIRST_PAUSE_MS = 60_000;
/** At most so long, so that it is found out within the hour that it answers again. */
const LONGEST_PAUSE_MS = 60 * 60_000;
const CLOSED: Breaker = { timeouts: 0, openUntil: 0 };
const KEY = 'breaker';
const WAITING =
  'The endpoint gave no answer several times in a row. One event at a time asks whether it does again.';

/** True once so many tries hung that only one at a time is worth its 15 seconds. */
export const isTripped = ({ timeouts }: Breaker): boolean => timeouts >= TRIPS_AFTER;

/**
 * What is known after one more try: an answer, even a bad one, forgets the timeouts; each timeout of a tripped breaker
 * doubles the pause, from a minute to an hour. Tries that were under way when it tripped change nothing more.
 */
export function afterTry(breaker: Breaker, timedOut: boolean, now: number): Breaker {
  if (!timedOut) return CLOSED;
  if (breaker.openUntil > now) return breaker;
  const timeouts = breaker.timeouts + 1;
  if (timeouts < TRIPS_AFTER) return { timeouts, openUntil: 0 };
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (timeouts - TRIPS_AFTER), LONGEST_PAUSE_MS);
  return { timeouts, openUntil: now + pause };
}

export const loadBreaker = async ({ memory }: Lane): Promise<Breaker> =>
  (await memory.get<Breaker>(KEY)) ?? CLOSED;

export async function saveBreaker({ memory }: Lane, breaker: Breaker): Promise<void> {
  const known = await memory.get<Breaker>(KEY);
  // A healthy lane writes nothing.
  if ((known?.timeouts ?? 0) !== breaker.timeouts || (known?.openUntil ?? 0) !== breaker.openUntil)
    await memory.put(KEY, breaker);
}

/** Lets everything in the lane that events wait for come later, without using up a try; what people test does not wait. */
export async function postponeEvents({ db, id }: Lane, until: number): Promise<void> {
  const at = new Date(until).toISOString();
  await db.execute(sql`update deliveries set run_at = ${at}::timestamptz, error = coalesce(error, ${WAITING})
    where lane = ${id} and state = 'queued' and purpose = 'event' and run_at < ${at}::timestamptz`);
}
