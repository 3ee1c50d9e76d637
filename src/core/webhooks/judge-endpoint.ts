import { eq, type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../context.ts';
import { requireChange } from '../database/guard.ts';
import { ConflictError } from '../errors.ts';
import { deliveryAttempts, webhookEndpoints } from '../tables.ts';
import type { Tried } from './settle.ts';
import { endpointView } from './signals.ts';
import type { Endpoint, EndpointStateReason } from './tables.ts';

/** What the share of failures is taken of. */
export const STATISTICS_WINDOW_MS = 24 * 60 * 60_000;
/** Fewer tries say too little. */
const LEAST_ATTEMPTS = 5;
const WARN_SHARE = 0.5;
const DISABLE_AFTER_MS = 5 * 24 * 60 * 60_000;
export const PROBE_EVERY_MS = 60 * 60_000;

/**
 * Draws the conclusions from a round of tries: warns at half failures, switches off what is gone or has failed for
 * five days, switches on again what answered a probe. Each is one guarded change with its signal and audit row, so
 * that two rounds at once say it once.
 */
export async function judgeEndpoint(
  ctx: ActionContext,
  before: Endpoint,
  tried: readonly Tried[],
): Promise<void> {
  const outcomes = tried.map(({ attempt }) => attempt.outcome);
  const gone = outcomes.find((outcome) => outcome.kind === 'gone');
  if (gone) return disable(ctx, before, gone.reason, gone.error);
  const sent = outcomes.some(({ kind }) => kind === 'sent');
  if (sent && before.state === 'disabled' && before.stateReason === 'failing') return recover(ctx, before);
  const failure = outcomes.find(({ kind }) => kind === 'failed' || kind === 'refused');
  if (!failure && !(sent && before.warnedAt)) return;
  if (before.state !== 'enabled') return;

  const { endpoint, attempts, failed, failedSince } = await readStatistics(ctx, before.id);
  if (endpoint?.state !== 'enabled') return;
  const failingFor = endpoint.failingSince ? ctx.now().getTime() - endpoint.failingSince.getTime() : 0;
  if (failure && failingFor >= DISABLE_AFTER_MS && failedSince >= LEAST_ATTEMPTS) {
    const said = 'Nothing arrived for five days. It is tried once an hour and switched on when it answers.';
    return disable(ctx, endpoint, 'failing', said);
  }
  const bad = attempts >= LEAST_ATTEMPTS && failed / attempts >= WARN_SHARE;
  if (bad && !endpoint.warnedAt && failure) {
    const lastError = 'error' in failure ? failure.error : null;
    await change(
      ctx,
      endpoint,
      sql`warned_at = ${iso(ctx)}, updated_at = ${iso(ctx)}`,
      sql`warned_at is null`,
      {
        type: 'webhook.endpoint-failing',
        verb: 'warn',
        data: { attempts, failed, lastError },
        next: {},
      },
    );
  } else if (!bad && endpoint.warnedAt) {
    await ctx.db.update(webhookEndpoints).set({ warnedAt: null }).where(eq(webhookEndpoints.id, endpoint.id));
  }
}

async function readStatistics(ctx: ActionContext, id: string) {
  const since = new Date(ctx.now().getTime() - STATISTICS_WINDOW_MS).toISOString();
  const counted = sql`${deliveryAttempts.endpointId} = ${id} and ${deliveryAttempts.counts}`;
  const [[endpoint], [recent], [streak]] = await ctx.db.batch([
    ctx.db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)),
    ctx.db
      .select({
        attempts: sql<number>`count(*)::int`,
        failed: sql<number>`(count(*) filter (where not ${deliveryAttempts.ok}))::int`,
      })
      .from(deliveryAttempts)
      .where(sql`${counted} and ${deliveryAttempts.at} > ${since}::timestamptz`),
    ctx.db
      .select({ failed: sql<number>`count(*)::int` })
      .from(deliveryAttempts)
      .where(
        sql`${counted} and not ${deliveryAttempts.ok}
        and ${deliveryAttempts.at} >= (select failing_since from webhook_endpoints where id = ${id})`,
      ),
  ]);
  return {
    endpoint,
    attempts: recent?.attempts ?? 0,
    failed: recent?.failed ?? 0,
    failedSince: streak?.failed ?? 0,
  };
}

/** Switches an endpoint off by itself; what comes from now on is held until somebody recovers it. */
async function disable(
  ctx: ActionContext,
  endpoint: Endpoint,
  reason: EndpointStateReason,
  text: string,
): Promise<void> {
  const probe = reason === 'failing' ? new Date(ctx.now().getTime() + PROBE_EVERY_MS).toISOString() : null;
  await change(
    ctx,
    endpoint,
    sql`state = 'disabled', state_reason = ${reason}, state_text = ${text}, state_at = ${iso(ctx)},
      recover_from = coalesce(recover_from, failing_since, ${iso(ctx)}), next_probe_at = ${probe}::timestamptz,
      updated_at = ${iso(ctx)}, version = version + 1`,
    sql`state = 'enabled'`,
    {
      type: 'webhook.endpoint-disabled',
      verb: 'disable',
      data: { reason: text },
      next: { state: 'disabled', stateReason: reason, stateText: text },
    },
  );
}

/** Switches a failing endpoint on again after a probe, and says how much it missed. */
async function recover(ctx: ActionContext, endpoint: Endpoint): Promise<void> {
  const since = endpoint.recoverFrom ?? endpoint.stateAt;
  const missed = await countMissed(ctx, endpoint.id, since);
  await change(
    ctx,
    endpoint,
    sql`state = 'enabled', state_reason = null, state_text = null, state_at = ${iso(ctx)}, failing_since = null,
      warned_at = null, next_probe_at = null, updated_at = ${iso(ctx)}, version = version + 1`,
    sql`state = 'disabled' and state_reason = 'failing'`,
    {
      type: 'webhook.endpoint-recovered',
      verb: 'recover',
      data: { missed, since: since.toISOString() },
      next: { state: 'enabled', stateReason: null, stateText: null },
    },
  );
}

/**
 * What an endpoint missed since a time: held or given up since then, whenever it happened, or waiting for another try.
 * For a query over `deliveries`.
 */
export const missedSince = (since: SQL): SQL => sql`purpose = 'event' and (
  (state in ('held', 'failed') and coalesce(finished_at, created_at) >= ${since})
  or (state = 'queued' and attempts > 0))`;

async function countMissed(ctx: ActionContext, endpointId: string, since: Date): Promise<number> {
  const { rows } = await ctx.db.execute<{ count: number }>(sql`select count(*)::int as count from deliveries
    where endpoint_id = ${endpointId} and guild_id = ${ctx.guildId}
      and ${missedSince(sql`${since.toISOString()}::timestamptz`)}`);
  return rows[0]?.count ?? 0;
}

async function change(
  ctx: ActionContext,
  endpoint: Endpoint,
  set: ReturnType<typeof sql>,
  when: ReturnType<typeof sql>,
  told: { type: string; verb: string; data: Record<string, unknown>; next: Partial<Endpoint> },
): Promise<void> {
  const view = endpointView({ ...endpoint, ...told.next });
  try {
    await ctx.commit({
      statements: [
        requireChange(
          sql`update webhook_endpoints set ${set} where id = ${endpoint.id} and ${when}`,
          'endpoint-state',
        ),
      ],
      signals: [
        { type: told.type, subject: `webhook:${endpoint.id}`, data: { endpoint: view, ...told.data } },
      ],
      audit: [
        {
          action: `webhooks.${told.verb}`,
          target: `webhook:${endpoint.id}`,
          before: { state: endpoint.state },
          after: { state: view.state, ...told.data },
        },
      ],
    });
  } catch (error) {
    // Somebody else drew the same conclusion first.
    if (!(error instanceof ConflictError)) throw error;
  }
}

const iso = (ctx: ActionContext) => sql`${ctx.now().toISOString()}::timestamptz`;
