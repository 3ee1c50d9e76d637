/**
 * What one isolate knows of Discord's rate limits, as plain data. No promise is kept: one request's promise
 * must not be awaited in another request of a Worker, so whoever has to wait uses a timer of its own.
 * @see https://docs.discord.com/developers/topics/rate-limits
 */

/** Calls a second that all bot-token routes share. */
export const GLOBAL_PER_SECOND = 50;
/** Discord bans an address at 10,000 invalid answers in ten minutes; we stop what can wait before that. */
export const INVALID_SOFT_LIMIT = 9_000;
/** Here even critical calls stop: the last fifty belong to the other isolates behind the same address. */
export const INVALID_HARD_LIMIT = 9_950;
export const INVALID_WINDOW_MS = 600_000;
/** After a refused bot token one call may try again this much later, in case Discord itself was at fault. */
export const TOKEN_RETRY_MS = 30_000;

const GLOBAL_WINDOW_MS = 1_000;
/**
 * A global 429 lowers our share to this part, and each such time without one gives a call a second back. So slowly
 * because other isolates do the same: see docs/decisions/0018-limits-per-isolate.md.
 */
const SHARE_AFTER_REFUSAL = 0.5;
const REGAIN_MS = 5_000;
const LEAST_PER_SECOND = 1;
/** Added to every reset, because Discord rounds and clocks differ. */
const MARGIN_MS = 25;
/** How soon to look again when only the answer to a call under way can tell. */
const POLL_MS = 25;
/** A call without an answer for so long was lost with its request. Longer than any call's own timeout. */
const LOST_CALL_MS = 60_000;
/** Interactions bring a new bucket each; beyond this many the idle ones are dropped. */
const MAX_BUCKETS = 2_000;

/** Where a call is counted. */
export interface CallKey {
  /** Method and path template, e.g. `POST /channels/{channel_id}/messages`. */
  route: string;
  /** The parameters that give a route separate buckets, e.g. `channels/123`; empty if none. */
  major: string;
  /** False for webhook, interaction and OAuth2 routes, which the 50 a second do not touch. */
  countsGlobally: boolean;
}

interface Bucket {
  /** Infinity for a route that answered without any limit; 1 as long as the route's limit is unknown. */
  limit: number;
  /** The lowest number of calls left that Discord has told in the current window. */
  remaining: number;
  /** `X-RateLimit-Reset` of the current window: tells answers of one window from those of another. */
  window: number;
  /** When the window ends by our clock; 0 if none is open. */
  resetAt: number;
  /** Until then a 429 forbids this bucket, whatever `remaining` says (limits that no header shows). */
  blockedUntil: number;
  /** Calls of this window that brought no telling answer: Discord may have counted them after `remaining`. */
  lost: number;
  /** After a 429 somebody else seems to use the bucket too: a new window then begins with one call. */
  shared: boolean;
  /** Calls under way: id → start. */
  inFlight: Map<number, number>;
}

export interface RateLimitState {
  /** Route → Discord's bucket hash; the empty string for a route without limit. */
  routes: Map<string, string>;
  /** Bucket hash → calls per window, for a bucket whose major parameter is new. */
  limits: Map<string, number>;
  buckets: Map<string, Bucket>;
  global: {
    inFlight: Map<number, number>;
    answered: number[];
    blockedUntil: number;
    /** Calls a second from `loweredAt` on; less than 50 after a global 429, when others use the token too. */
    perSecond: number;
    loweredAt: number;
  };
  /** Set by a 429 that Cloudflare gave: it holds for everything that this address sends. */
  addressBlockedUntil: number;
  /** Times of 401, 403 and 429 answers, oldest first. */
  invalid: number[];
  tokenRejectedAt: number | null;
  nextCallId: number;
}

/** A call that was counted and now needs `afterResponse` or `afterFailure`. */
export interface CountedCall {
  id: number;
  key: CallKey;
  bucket: string;
}

/** What an answer said about limits. Seconds, as Discord gives them. */
export interface LimitAnswer {
  status: number;
  bucket: string | null;
  limit: number | null;
  remaining: number | null;
  reset: number | null;
  resetAfter: number | null;
  retryAfter: number | null;
  /** `cloudflare` is a 429 that did not come from Discord's API: no JSON, no rate-limit header. */
  scope: 'user' | 'global' | 'shared' | 'cloudflare' | null;
}

/** An empty state: nothing sent, nothing known. */
export function createRateLimitState(): RateLimitState {
  return {
    routes: new Map(),
    limits: new Map(),
    buckets: new Map(),
    global: {
      inFlight: new Map(),
      answered: [],
      blockedUntil: 0,
      perSecond: GLOBAL_PER_SECOND,
      loweredAt: 0,
    },
    addressBlockedUntil: 0,
    invalid: [],
    tokenRejectedAt: null,
    nextCallId: 1,
  };
}

/** What this isolate knows. Plain data, so it may outlive a request; losing it costs at most a 429. */
export const sharedRateLimits: RateLimitState = createRateLimitState();

/** Milliseconds until this call may be tried; 0 = now, and then `countCall` must follow without an await. */
export function delayFor(state: RateLimitState, key: CallKey, now: number): number {
  const bucket = state.buckets.get(bucketKey(state, key));
  // The route's limit became known while the first call of this channel or guild is still under way.
  const probe = state.buckets.get(unknownKey(key));
  const ms = Math.max(
    state.addressBlockedUntil - now,
    key.countsGlobally ? globalDelay(state, now) : 0,
    bucket ? bucketDelay(bucket, now) : 0,
    probe && probe !== bucket ? bucketDelay(probe, now) : 0,
    0,
  );
  return Math.ceil(ms);
}

/** Counts a call that is sent now, so that the ones after it see one place less. */
export function countCall(state: RateLimitState, key: CallKey, now: number): CountedCall {
  const id = state.nextCallId++;
  const name = bucketKey(state, key);
  const bucket = openBucket(state, name, now);
  bucket.inFlight.set(id, now);
  if (key.countsGlobally) state.global.inFlight.set(id, now);
  return { id, key, bucket: name };
}

/** Learns from an answer: bucket, places left, end of the window, refusals, invalid requests. */
export function afterResponse(
  state: RateLimitState,
  call: CountedCall,
  answer: LimitAnswer,
  now: number,
): void {
  release(state, call, now);
  const { key } = call;
  if (answer.bucket !== null) state.routes.set(key.route, answer.bucket);
  // Only a success proves that a route has no limit: errors often come without the headers.
  else if (answer.status < 300 && !state.routes.has(key.route)) state.routes.set(key.route, '');

  const bucket = openBucket(state, bucketKey(state, key), now);
  readWindow(state, bucket, answer, now);
  if (answer.status === 429) readRefusal(state, bucket, answer, now);
  if (isInvalid(answer)) state.invalid.push(now);
}

/** For a call that brought no answer: Discord may have counted it, so its place stays taken. */
export function afterFailure(state: RateLimitState, call: CountedCall, now: number): void {
  release(state, call, now);
  const bucket = state.buckets.get(call.bucket);
  if (!bucket) return;
  if (bucket.resetAt > now) bucket.lost += 1;
  // It may have opened a window that we know nothing of: the next call has to find out.
  else if (Number.isFinite(bucket.limit)) bucket.remaining = Math.min(bucket.remaining, 1);
}

/** How many invalid answers the last ten minutes hold. */
export function invalidCount(state: RateLimitState, now: number): number {
  dropOlderThan(state.invalid, now - INVALID_WINDOW_MS);
  return state.invalid.length;
}

/** Why this isolate must not send the call now, or null. Times in milliseconds. */
export function refusalFor(
  state: RateLimitState,
  call: { usesBotToken: boolean; critical: boolean },
  now: number,
): { reason: 'invalid-requests' | 'token-rejected'; retryAfterMs: number } | null {
  const rejectedAt = state.tokenRejectedAt;
  if (call.usesBotToken && rejectedAt !== null && now < rejectedAt + TOKEN_RETRY_MS) {
    return { reason: 'token-rejected', retryAfterMs: rejectedAt + TOKEN_RETRY_MS - now };
  }
  const limit = call.critical ? INVALID_HARD_LIMIT : INVALID_SOFT_LIMIT;
  const count = invalidCount(state, now);
  if (count < limit) return null;
  const leavesWindow = state.invalid[count - limit] ?? now;
  return { reason: 'invalid-requests', retryAfterMs: leavesWindow + INVALID_WINDOW_MS - now + 1 };
}

function isInvalid(answer: LimitAnswer): boolean {
  if (answer.status === 429) return answer.scope !== 'shared';
  return answer.status === 401 || answer.status === 403;
}

function bucketKey(state: RateLimitState, key: CallKey): string {
  const hash = state.routes.get(key.route);
  // Two routes without a known hash share nothing; neither do two major parameters.
  if (hash === undefined) return unknownKey(key);
  if (hash === '') return `unlimited ${key.route} ${key.major}`;
  return `${hash} ${key.major}`;
}

function unknownKey(key: CallKey): string {
  return `unknown ${key.route} ${key.major}`;
}

function openBucket(state: RateLimitState, name: string, now: number): Bucket {
  const known = state.buckets.get(name);
  if (known) {
    rollOver(known, now);
    return known;
  }
  if (state.buckets.size >= MAX_BUCKETS) dropIdleBuckets(state, now);
  const hash = name.slice(0, name.indexOf(' '));
  // An unknown limit lets one call through at a time: its answer tells the limit for the others.
  const limit = hash === 'unknown' ? 1 : hash === 'unlimited' ? Infinity : (state.limits.get(hash) ?? 1);
  const bucket: Bucket = {
    limit,
    remaining: limit,
    window: 0,
    resetAt: 0,
    blockedUntil: 0,
    lost: 0,
    shared: false,
    inFlight: new Map(),
  };
  state.buckets.set(name, bucket);
  return bucket;
}

function bucketDelay(bucket: Bucket, now: number): number {
  rollOver(bucket, now);
  if (bucket.blockedUntil > now) return bucket.blockedUntil - now;
  dropLost(bucket.inFlight, now);
  // `remaining` is the lowest told, and every call that Discord counted after telling it is lost or under way
  // (its own answer would have been lower): so this difference can never promise a place too many.
  const left = bucket.remaining - bucket.lost;
  if (left - bucket.inFlight.size > 0) return 0;
  return left <= 0 && bucket.resetAt > now ? bucket.resetAt - now : POLL_MS;
}

function globalDelay(state: RateLimitState, now: number): number {
  const { global } = state;
  if (global.blockedUntil > now) return global.blockedUntil - now;
  dropLost(global.inFlight, now);
  dropOlderThan(global.answered, now - GLOBAL_WINDOW_MS);
  // A place comes back one second after the answer, not after the sending: Discord counted the call
  // somewhere between, so no second of theirs can see more than fifty, however delays vary.
  if (global.inFlight.size + global.answered.length < sharePerSecond(state, now)) return 0;
  const oldest = global.answered[0];
  return oldest === undefined ? POLL_MS : Math.max(oldest + GLOBAL_WINDOW_MS - now + 1, 1);
}

function sharePerSecond({ global }: RateLimitState, now: number): number {
  const regained = Math.floor(Math.max(0, now - global.loweredAt) / REGAIN_MS);
  return Math.min(GLOBAL_PER_SECOND, global.perSecond + regained);
}

function rollOver(bucket: Bucket, now: number): void {
  if (bucket.resetAt === 0 || now < bucket.resetAt) return;
  bucket.remaining = bucket.shared ? 1 : bucket.limit;
  bucket.resetAt = 0;
  bucket.lost = 0;
}

function readWindow(state: RateLimitState, bucket: Bucket, answer: LimitAnswer, now: number): void {
  const { limit, remaining, resetAfter } = answer;
  if (answer.bucket === null || limit === null || remaining === null || resetAfter === null) {
    if (bucket.resetAt > now) bucket.lost += 1;
    return;
  }
  state.limits.set(answer.bucket, limit);
  const resetAt = now + resetAfter * 1_000 + MARGIN_MS;
  const window = answer.reset ?? resetAt / 1_000;
  if (window < bucket.window || (window === bucket.window && bucket.resetAt === 0)) return; // a window that is over
  if (window > bucket.window && remaining === limit - 1) bucket.shared = false;
  bucket.remaining = window === bucket.window ? Math.min(bucket.remaining, remaining) : remaining;
  bucket.resetAt = window === bucket.window ? Math.min(bucket.resetAt, resetAt) : resetAt;
  bucket.window = window;
  bucket.limit = limit;
}

function readRefusal(state: RateLimitState, bucket: Bucket, answer: LimitAnswer, now: number): void {
  const until = now + (answer.retryAfter ?? answer.resetAfter ?? 1) * 1_000 + MARGIN_MS;
  if (answer.scope === 'cloudflare') state.addressBlockedUntil = Math.max(state.addressBlockedUntil, until);
  else if (answer.scope === 'global') {
    const { global } = state;
    global.blockedUntil = Math.max(global.blockedUntil, until);
    // Calls sent together are refused together: they count as one lesson.
    if (now < global.loweredAt + GLOBAL_WINDOW_MS) return;
    const share = Math.floor(sharePerSecond(state, now) * SHARE_AFTER_REFUSAL);
    global.perSecond = Math.max(LEAST_PER_SECOND, share);
    global.loweredAt = now;
  } else {
    bucket.blockedUntil = Math.max(bucket.blockedUntil, until);
    bucket.shared = true;
  }
}

function release(state: RateLimitState, call: CountedCall, now: number): void {
  state.buckets.get(call.bucket)?.inFlight.delete(call.id);
  if (state.global.inFlight.delete(call.id)) state.global.answered.push(now);
}

function dropIdleBuckets(state: RateLimitState, now: number): void {
  for (const [name, bucket] of state.buckets) {
    dropLost(bucket.inFlight, now);
    if (bucket.inFlight.size === 0 && bucket.resetAt <= now && bucket.blockedUntil <= now) {
      state.buckets.delete(name);
    }
  }
}

function dropLost(inFlight: Map<number, number>, now: number): void {
  for (const [id, startedAt] of inFlight) {
    if (startedAt > now - LOST_CALL_MS) return; // insertion order is order of start
    inFlight.delete(id);
  }
}

function dropOlderThan(times: number[], limit: number): void {
  let old = 0;
  while (old < times.length && (times[old] ?? limit) <= limit) old += 1;
  if (old > 0) times.splice(0, old);
}
