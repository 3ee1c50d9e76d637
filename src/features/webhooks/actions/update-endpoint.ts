import { eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { webhookEndpoints } from '../../../core/tables.ts';
import type { Endpoint } from '../../../core/webhooks/tables.ts';
import { storeDestination } from '../destination.ts';
import { findEndpoint } from '../find-endpoint.ts';
import { Conditions, Digest, EndpointId, EndpointName, EndpointUrl, EventFilters, Mode } from '../schemas.ts';
import { checkDiscordOnly } from './create-endpoint.ts';

/** What can be changed; what is absent stays. */
export const EndpointChange = v.object({
  name: v.optional(EndpointName),
  url: v.optional(EndpointUrl),
  events: v.optional(EventFilters),
  conditions: v.optional(Conditions),
  mode: v.optional(Mode),
  digest: v.optional(v.nullable(Digest)),
  /** Pausing keeps what happens meanwhile; it can be sent later. */
  state: v.optional(v.picklist(['enabled', 'paused'], 'Choose enabled or paused.')),
  /** What the change is based on: when somebody else was faster it is refused. Absent: the last one wins. */
  version: v.optional(v.pipe(v.number('Give a number.'), v.integer('Give a whole number.'))),
});
const UpdateEndpointInput = v.object({ endpoint: EndpointId, ...EndpointChange.entries });
export type UpdateEndpointInput = v.InferInput<typeof UpdateEndpointInput>;

/**
 * Changes an endpoint, pauses it, or switches it on again whatever switched it off. What waits follows to a new
 * address; what was missed is not sent by itself (see recoverSince). Throws ConflictError for an outdated version.
 */
export async function updateEndpoint(ctx: ActionContext, raw: UpdateEndpointInput): Promise<Endpoint> {
  await ctx.require('webhooks:manage');
  const { endpoint: id, url, state, version, ...fields } = parseInput(UpdateEndpointInput, raw);
  const before = await findEndpoint(ctx, id);
  checkDiscordOnly(before.kind, {
    mode: fields.mode ?? before.mode,
    digest: fields.digest === undefined ? before.digest : fields.digest,
  });
  if (before.kind === 'http' && url === undefined && state === 'enabled' && before.stateReason === 'unsafe') {
    const problem = 'Its address is refused. Give another one with it.';
    throw new InputError(`state: ${problem}`, { state: problem });
  }
  const now = ctx.now();
  const destination = url === undefined ? {} : await storeDestination(ctx, { id, kind: before.kind, url });
  const changed: Partial<Endpoint> = {
    ...fields,
    ...destination,
    ...(state === undefined || state === before.state ? {} : stateChange(before, state, now)),
    updatedAt: now,
  };
  const next: Endpoint = { ...before, ...changed, version: before.version + 1 };
  const base = version ?? before.version;
  const update = ctx.db
    .update(webhookEndpoints)
    .set({ ...changed, version: sql`${webhookEndpoints.version} + 1` })
    .where(
      sql`${eq(webhookEndpoints.id, id)} and ${webhookEndpoints.guildId} = ${ctx.guildId}
      and (${webhookEndpoints.version} = ${base})`,
    );
  try {
    await ctx.commit({
      statements: [
        requireChange(update.getSQL(), 'endpoint-version'),
        sql`update deliveries set lane = ${next.lane} where endpoint_id = ${id} and lane <> ${next.lane} and state in ('queued', 'held')`,
      ],
      audit: [
        {
          action: 'webhooks.update-endpoint',
          target: `webhook:${id}`,
          before: shown(before, changed),
          after: shown(next, changed),
        },
      ],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new ConflictError(
      'endpoint-version',
      'Somebody else changed this endpoint meanwhile. Look at it again, then change what you wanted.',
    );
  }
  return next;
}

function stateChange(before: Endpoint, state: 'enabled' | 'paused', now: Date): Partial<Endpoint> {
  const common = { state, stateAt: now, nextProbeAt: null };
  if (state === 'paused') {
    return { ...common, stateReason: 'by-hand', stateText: null, recoverFrom: before.recoverFrom ?? now };
  }
  return { ...common, stateReason: null, stateText: null, failingSince: null, warnedAt: null };
}

/** What the audit log keeps of a change: the address only as it may be shown. */
function shown(endpoint: Endpoint, changed: Partial<Endpoint>): Record<string, unknown> {
  const names = ['name', 'urlShown', 'events', 'conditions', 'mode', 'digest', 'state'] as const;
  return Object.fromEntries(names.filter((name) => name in changed).map((name) => [name, endpoint[name]]));
}
