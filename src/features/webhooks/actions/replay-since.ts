import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { missedSince } from '../../../core/webhooks/judge-endpoint.ts';
import type { Endpoint } from '../../../core/webhooks/tables.ts';
import { findEndpoint } from '../find-endpoint.ts';
import { requeue } from '../requeue.ts';
import { EndpointId, Since } from '../schemas.ts';
import { secondsToSend } from '../views.ts';

const ReplaySinceInput = v.object({
  endpoint: EndpointId,
  since: Since,
  /** Default: whatever became of them. */
  states: v.optional(v.array(v.picklist(['sent', 'failed', 'held'], 'Choose sent, failed or held.')), [
    'sent',
    'failed',
    'held',
  ]),
});
export type ReplaySinceInput = v.InferInput<typeof ReplaySinceInput>;

const RecoverSinceInput = v.object({ endpoint: EndpointId, since: v.optional(Since) });
export type RecoverSinceInput = v.InferInput<typeof RecoverSinceInput>;

/** How many go out, and in about how many seconds. */
export interface Replayed {
  count: number;
  seconds: number;
}

/** Sends again all events that an endpoint was to get since a time, each with the `webhook-id` that it had. */
export async function replaySince(ctx: ActionContext, raw: ReplaySinceInput): Promise<Replayed> {
  await ctx.require('webhooks:manage');
  const input = parseInput(ReplaySinceInput, raw);
  const endpoint = await findTaking(ctx, input.endpoint);
  const states = sql.join(
    input.states.map((state) => sql`${state}`),
    sql`, `,
  );
  return replay(
    ctx,
    endpoint,
    'replay-since',
    input.since,
    sql`purpose = 'event' and state in (${states}) and created_at >= ${at(input.since)}`,
  );
}

/** Sends what an endpoint missed while it was off or failing; what arrived is not sent again. Default: since it went off. */
export async function recoverSince(ctx: ActionContext, raw: RecoverSinceInput): Promise<Replayed> {
  await ctx.require('webhooks:manage');
  const input = parseInput(RecoverSinceInput, raw);
  const endpoint = await findTaking(ctx, input.endpoint);
  const since = input.since ?? endpoint.recoverFrom;
  if (!since)
    throw new InputError('since: Nothing was missed. Say since when to look.', { since: 'Say since when.' });
  const done = sql`update webhook_endpoints set recover_from = null where id = ${endpoint.id} and guild_id = ${ctx.guildId}`;
  return replay(ctx, endpoint, 'recover', since, missedSince(at(since)), [done]);
}

async function findTaking(ctx: ActionContext, id: string): Promise<Endpoint> {
  const endpoint = await findEndpoint(ctx, id);
  if (endpoint.state === 'enabled') return endpoint;
  throw new ConflictError('endpoint-off', 'The endpoint takes nothing at present. Switch it on first.');
}

async function replay(
  ctx: ActionContext,
  endpoint: Endpoint,
  verb: string,
  since: Date,
  which: SQL,
  also: SQL[] = [],
): Promise<Replayed> {
  const count = await requeue(ctx, {
    where: sql`endpoint_id = ${endpoint.id} and ${which}`,
    audit: { action: `webhooks.${verb}`, target: `webhook:${endpoint.id}`, after: { since } },
    also,
  });
  return { count, seconds: secondsToSend(endpoint.kind, count) };
}

const at = (time: Date): SQL => sql`${time.toISOString()}::timestamptz`;
