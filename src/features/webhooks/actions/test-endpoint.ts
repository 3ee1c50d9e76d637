import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { wake } from '../../../core/queue/wake.ts';
import { deliveries } from '../../../core/tables.ts';
import { newPing } from '../../../core/webhooks/ping.ts';
import { findEndpoint } from '../find-endpoint.ts';
import { EndpointId } from '../schemas.ts';

const TestEndpointInput = v.object({
  endpoint: EndpointId,
  /** Sends the sample of this event type; absent: `webhook.ping`. */
  type: v.optional(v.pipe(v.string(), v.maxLength(100))),
});
export type TestEndpointInput = v.InferInput<typeof TestEndpointInput>;

/**
 * Sends a test event once, also to an endpoint that is paused or off; the log shows what came back. An endpoint that
 * was switched off for failing is on again when it answers. Gives the id of the delivery.
 */
export async function testEndpoint(
  ctx: ActionContext,
  raw: TestEndpointInput,
): Promise<{ deliveryId: string }> {
  await ctx.require('webhooks:manage');
  const input = parseInput(TestEndpointInput, raw);
  const endpoint = await findEndpoint(ctx, input.endpoint);
  const type = input.type ?? 'webhook.ping';
  const definition = ctx.runtime.registry.signals.get(type);
  if (!definition)
    throw new InputError(`type: There is no event type “${type}”.`, { type: 'There is no such type.' });
  const sample = type === 'webhook.ping' ? undefined : definition.sample;
  const row = await newPing(ctx, endpoint, {
    purpose: 'ping',
    message: 'This is a test that somebody asked for.',
    ...(sample ? { instead: { type, data: sample } } : {}),
  });
  await ctx.commit({
    statements: [ctx.db.insert(deliveries).values(row)],
    audit: [
      {
        action: 'webhooks.test-endpoint',
        target: `webhook:${endpoint.id}`,
        after: { type, by: actorLabel(ctx.actor) },
      },
    ],
  });
  ctx.runtime.defer(wake(ctx.runtime.config.deliveries, [{ kind: 'lane', lane: endpoint.lane }]));
  return { deliveryId: row.id };
}
