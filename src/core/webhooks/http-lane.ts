import { sql } from 'drizzle-orm';
import type { ActionContext } from '../context.ts';
import type { Attempt, Due } from './attempt.ts';
import { afterTry, type Breaker, isTripped, loadBreaker, postponeEvents, saveBreaker } from './breaker.ts';
import { type Lane, laneContext, type Round } from './drain-lane.ts';
import { judgeEndpoint } from './judge-endpoint.ts';
import { checkReachable } from './resolve-host.ts';
import { boundedWait, type Outcome } from './retry-schedule.ts';
import { openSecrets, openUrl } from './secrets.ts';
import { sendHttp } from './send-http.ts';
import { settleRound, type Tried } from './settle.ts';
import type { Endpoint } from './tables.ts';

/** Requests to one receiver under way at a time; a Worker may wait for six answers, and the database wants one. */
const AT_ONCE = 4;

/**
 * Sends a round to one program's address, a few at a time: they begin in order, but one that fails does not keep back
 * those after it. Being told to slow down stops the lane, and so do several tries in a row without any answer: then one
 * at a time asks whether the endpoint is back, in growing pauses (see breaker.ts).
 */
export async function runHttpRound(lane: Lane, all: readonly Due[]): Promise<Round> {
  let breaker = await loadBreaker(lane);
  const due = sendableNow(all, breaker.openUntil > lane.runtime.outside.now());
  if (due.length < all.length) await postponeEvents(lane, breaker.openUntil);
  const [first] = due;
  const endpoint = first?.endpoint;
  if (!first || !endpoint) return { kind: 'done' };
  const ctx = laneContext(lane, first);
  const destination = await readDestination(ctx, endpoint);
  let tried: Tried[];
  if ('outcome' in destination) {
    tried = due.map((one) => ({ due: one, attempt: notSent(ctx, endpoint, destination.outcome) }));
  } else {
    const sent = await sendSome(ctx, due, destination, breaker);
    ({ tried, breaker } = sent);
    await saveBreaker(lane, breaker);
  }
  await settleRound(ctx, tried);
  await judgeEndpoint(ctx, endpoint, tried);
  if (isTripped(breaker)) await postponeEvents(lane, breaker.openUntil);
  return slowDown(lane, tried);
}

/** Tries one after the other, a few at a time, until an answer says that more are of no use at present. */
async function sendSome(
  ctx: ActionContext,
  due: readonly Due[],
  destination: { url: string; secrets: string[] },
  before: Breaker,
): Promise<{ tried: Tried[]; breaker: Breaker }> {
  const { outside } = ctx.runtime;
  const waiting = [...due];
  const tried: Tried[] = [];
  let breaker = before;
  const send = async () => {
    const one = waiting.shift();
    if (!one) return;
    const attempt = await sendHttp(outside, one.delivery, destination);
    tried.push({ due: one, attempt });
    const { outcome } = attempt;
    const timedOut = outcome.kind === 'failed' && outcome.timedOut === true;
    breaker = afterTry(breaker, timedOut, outside.now());
    // Whoever says so to one request means the others too. After a timeout those under way are waited for first.
    if (outcome.kind === 'wait' || outcome.kind === 'gone' || timedOut) waiting.length = 0;
  };
  if (isTripped(before)) await send();
  const worker = async () => {
    while (waiting.length > 0) await send();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { tried, breaker };
}

/** While nobody answers there, only what somebody asked for just now is sent: a test or a probe. */
const sendableNow = (due: readonly Due[], isOpen: boolean): readonly Due[] =>
  isOpen ? due.filter(({ delivery }) => delivery.purpose !== 'event') : due;

/** Puts the whole lane off when the receiver said when to come again. */
async function slowDown(lane: Lane, tried: readonly Tried[]): Promise<Round> {
  const told = tried.flatMap(({ attempt: { outcome } }) =>
    (outcome.kind === 'wait' || outcome.kind === 'failed') && outcome.retryAfterMs !== undefined
      ? [outcome.retryAfterMs]
      : [],
  );
  if (told.length === 0) return { kind: 'done' };
  const until = new Date(lane.runtime.outside.now() + boundedWait(Math.max(...told))).toISOString();
  await lane.db.execute(sql`update deliveries set run_at = ${until}::timestamptz
    where lane = ${lane.id} and state = 'queued' and run_at < ${until}::timestamptz`);
  return { kind: 'done' };
}

/** The opened address and secrets, or why nothing may be sent there at this moment. */
async function readDestination(
  ctx: ActionContext,
  endpoint: Endpoint,
): Promise<{ url: string; secrets: string[] } | { outcome: Outcome }> {
  try {
    const [url, secrets] = await Promise.all([
      openUrl(ctx.secrets, endpoint),
      openSecrets(ctx.secrets, endpoint, ctx.now()),
    ]);
    const safety = await checkReachable(ctx.runtime, url);
    if (safety.kind === 'safe') return { url, secrets };
    const error = `Not sent: ${safety.problem}`;
    return {
      outcome:
        safety.kind === 'unsafe' ? { kind: 'gone', reason: 'unsafe', error } : { kind: 'failed', error },
    };
  } catch (error) {
    ctx.log.error('endpoint cannot be opened', { endpoint: endpoint.id, error });
    const said =
      'The stored address or secret cannot be read any more. Enter the address again and rotate the secret.';
    return { outcome: { kind: 'failed', error: said } };
  }
}

const notSent = (ctx: ActionContext, endpoint: Endpoint, outcome: Outcome): Attempt => ({
  at: ctx.now(),
  durationMs: 0,
  outcome,
  target: endpoint.urlShown,
  requestHeaders: {},
});
