/** What `GET /gateway/bot` says of how often sessions may be begun. */
export interface StartLimit {
  total: number;
  remaining: number;
  /** Milliseconds. */
  reset_after: number;
  max_concurrency: number;
}

/** Leave to identify that was given. Times are Unix milliseconds. */
export interface Grant {
  shard: number;
  /** When it may be used. */
  at: number;
  /** `shard % max_concurrency`: grants of one key keep their distance. */
  key: number;
}

export type Permit = { kind: 'permitted'; at: number } | { kind: 'refused'; until: number; reason: string };

/** Discord wants 5 s between two identifies of a key; the rest is for how differently long they travel. */
const SPACING_MS = 5_500;
/** A shard that would have to wait longer does not keep a connection open for it. */
const MOST_WAIT_MS = 30_000;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Sessions that a shard may begin within an hour at once; each further one waits twice as long. */
const FREE_PER_HOUR = 5;
const PENALTY_MS = 15_000;
const MOST_PENALTY_MS = 30 * 60_000;

/**
 * What must be left of the day's identifies for one more to be used. Whoever uses up all of them loses the bot's token,
 * and others may use the same application.
 */
export const keptBack = ({ total }: Pick<StartLimit, 'total'>): number => Math.ceil(total / 100);

/**
 * Decides on one wish to identify. `grants` are those of the last day, oldest first; the answer comes with the list to
 * keep. `askedAt` is when Discord was asked for the limit: what was granted since then is not in it yet.
 */
export function decide(
  grants: readonly Grant[],
  wish: { shard: number; limit: StartLimit; askedAt: number; now: number },
): { grants: Grant[]; permit: Permit } {
  const { shard, limit, askedAt, now } = wish;
  const kept = grants.filter(({ at }) => at > now - DAY_MS);
  const refuse = (until: number, reason: string) => ({
    grants: kept,
    permit: { kind: 'refused' as const, until, reason },
  });

  const unseen = kept.filter(({ at }) => at > askedAt - SPACING_MS).length;
  if (limit.remaining - unseen <= keptBack(limit)) {
    const until = now + Math.max(limit.reset_after, SPACING_MS);
    return refuse(
      until,
      `Of today's ${limit.total} new sessions ${limit.remaining} are left. Guildhall waits.`,
    );
  }

  const own = kept.filter((grant) => grant.shard === shard && grant.at > now - HOUR_MS);
  const excess = own.length - FREE_PER_HOUR;
  if (excess >= 0) {
    const penalty = Math.min(MOST_PENALTY_MS, PENALTY_MS * 2 ** Math.min(excess, 20));
    const until = (own.at(-1)?.at ?? now) + penalty;
    if (until > now) return refuse(until, 'Too many sessions began in the last hour. Guildhall waits.');
  }

  const key = shard % Math.max(1, limit.max_concurrency);
  const last = Math.max(...kept.filter((grant) => grant.key === key).map(({ at }) => at), 0);
  const at = Math.max(now, last + SPACING_MS);
  if (at - now > MOST_WAIT_MS) return refuse(at - SPACING_MS, 'Other shards begin first.');
  return { grants: [...kept, { shard, at, key }], permit: { kind: 'permitted', at } };
}
