import { sql } from 'drizzle-orm';
import type { ActionContext } from '../context.ts';
import type { Attempt, Due } from './attempt.ts';
import { type NextStep, nextStep } from './retry-schedule.ts';

/** What one try did to one delivery. */
export interface Tried {
  due: Due;
  attempt: Attempt;
}

/**
 * Writes down a round of tries in one transaction: each delivery's next step, a line of the log for each, and what it
 * says of the endpoints; gives the steps in the same order. Bound to the number of tries that was read, so that a replay in between is not undone.
 */
export async function settleRound(
  ctx: ActionContext,
  tried: readonly Tried[],
  random?: () => number,
): Promise<NextStep[]> {
  if (tried.length === 0) return [];
  const steps = tried.map(({ due, attempt }) => nextStep(due.delivery, attempt.outcome, ctx.now(), random));
  const rows = tried.flatMap(({ due: { delivery, endpoint }, attempt }, at) => {
    const step = steps[at];
    if (!step) return [];
    const { outcome } = attempt;
    return {
      attempt_id: ctx.newId(),
      id: delivery.id,
      guild_id: delivery.guildId,
      endpoint_id: endpoint?.id ?? null,
      tries_before: delivery.attempts,
      state: step.state,
      attempts: step.attempts,
      run_at: step.runAt.toISOString(),
      error: step.error,
      message_id: (outcome.kind === 'sent' ? outcome.messageId : null) ?? delivery.messageId,
      finished_at: step.state === 'queued' ? null : ctx.now().toISOString(),
      at: attempt.at.toISOString(),
      duration_ms: attempt.durationMs,
      ok: outcome.kind === 'sent',
      counts: outcome.kind !== 'wait',
      target: attempt.target,
      request_headers: attempt.requestHeaders,
      status: attempt.status ?? null,
      response_headers: attempt.responseHeaders ?? null,
      response_body: attempt.responseBody ?? null,
      try_error: outcome.kind === 'sent' ? null : outcome.error,
      next_at: step.state === 'queued' ? step.runAt.toISOString() : null,
    };
  });
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
    attempt_id uuid, id uuid, guild_id text, endpoint_id uuid, tries_before int, state text, attempts int,
    run_at timestamptz, error text, message_id text, finished_at timestamptz, at timestamptz, duration_ms int,
    ok boolean, counts boolean, target text, request_headers jsonb, status int, response_headers jsonb,
    response_body text, try_error text, next_at timestamptz)`;
  await ctx.db.batch([
    ctx.db.execute(sql`update deliveries d set state = r.state, attempts = r.attempts, run_at = r.run_at,
      error = r.error, message_id = r.message_id, finished_at = r.finished_at, leased_until = null
      from ${given} where d.id = r.id and d.state = 'queued' and d.attempts = r.tries_before`),
    ctx.db.execute(sql`insert into delivery_attempts (id, guild_id, delivery_id, endpoint_id, at, duration_ms, ok,
      counts, target, request_headers, status, response_headers, response_body, error, next_at)
      select attempt_id, guild_id, id, endpoint_id, at, duration_ms, ok, counts, target, request_headers, status,
        response_headers, response_body, try_error, next_at from ${given}`),
    ctx.db.execute(sql`update webhook_endpoints e set
        last_success_at = greatest(e.last_success_at, s.success),
        last_failure_at = greatest(e.last_failure_at, s.failure),
        failing_since = case when s.success is not null then null else coalesce(e.failing_since, s.failure) end
      from (select endpoint_id, max(at) filter (where ok) as success, max(at) filter (where not ok) as failure
        from ${given} where counts and endpoint_id is not null group by endpoint_id) s
      where e.id = s.endpoint_id`),
  ]);
  return steps;
}
