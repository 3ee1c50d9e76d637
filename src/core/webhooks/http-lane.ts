import { sql } from 'drizzle-orm';
import type { ActionContext } from '../context.ts';
import type { Attempt, Due } from './attempt.ts';
import { type Lane, laneContext, type Round } from './drain-lane.ts';
import { judgeEndpoint } from './judge-endpoint.ts';
import { checkReachable } from './resolve-host.ts';
import type { Outcome } from './retry-schedule.ts';
import { openSecrets, openUrl } from './secrets.ts';
import { sendHttp } from './send-http.ts';
import { settleRound, type Tried } from './settle.ts';
import type { Endpoint } from './tables.ts';

/** Requests to one receiver under way at a time; a Worker may wait for six answers, and the database wants one. */
const AT_ONCE = 4;

/**
 * Sends a round to one program's address, a few at a time: they begin in order, but one that fails does not keep back
 * those after it. Only being told to slow down stops the lane.
 */
export async function runHttpRound(lane: Lane, due: readonly Due[]): Promise<Round> {
  const [first] = due;
  const endpoint = first?.endpoint;
  if (!first || !endpoint) return { kind: 'done' };
  const ctx = laneContext(lane, first);
  const tried: Tried[] = [];
  const refusal = await readDestination(ctx, endpoint);
  if ('outcome' in refusal) {
    for (const one of due) tried.push({ due: one, attempt: notSent(ctx, endpoint, refusal.outcome) });
  } else {
    const waiting = [...due];
    const worker = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        const attempt = await sendHttp(ctx.runtime.outside, one.delivery, refusal);
        tried.push({ due: one, attempt });
        // Whoever says so to one request means the others too.
        if (attempt.outcome.kind === 'wait' || attempt.outcome.kind === 'gone') waiting.length = 0;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
  await settleRound(ctx, tried);
  await judgeEndpoint(ctx, endpoint, tried);
  return slowDown(lane, tried);
}

/** Puts the whole lane off when the receiver said when to come again. */
async function slowDown(lane: Lane, tried: readonly Tried[]): Promise<Round> {
  const told = tried.flatMap(({ attempt: { outcome } }) =>
    (outcome.kind === 'wait' || outcome.kind === 'failed') && outcome.retryAfterMs
      ? [outcome.retryAfterMs]
      : [],
  );
  if (told.length === 0) return { kind: 'done' };
  const until = new Date(lane.runtime.outside.now() + Math.max(...told)).toISOString();
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
