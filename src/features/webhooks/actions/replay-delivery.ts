import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findDelivery } from '../find-endpoint.ts';
import { requeue } from '../requeue.ts';
import { DeliveryId } from '../schemas.ts';

const ReplayManyInput = v.object({
  deliveries: v.pipe(
    v.array(DeliveryId, 'Give a list of deliveries.'),
    v.minLength(1, 'Choose at least one.'),
    v.maxLength(100, 'At most 100 at once; replaySince takes any number.'),
  ),
});

/** Sends a delivery again, whatever became of it, with the `webhook-id` that it had. Throws NotFoundError. */
export async function replayDelivery(
  ctx: ActionContext,
  { delivery: id }: { delivery: string },
): Promise<void> {
  await ctx.require('webhooks:manage');
  const { delivery, endpoint } = await findDelivery(ctx, id);
  if (delivery.endpointId && !endpoint) throw new NotFoundError('The endpoint of this delivery was deleted.');
  if (endpoint && endpoint.state !== 'enabled' && delivery.purpose === 'event') {
    throw new ConflictError('endpoint-off', 'The endpoint takes nothing at present. Switch it on first.');
  }
  await requeue(ctx, { where: sql`id = ${id}`, audit: audit([id]) });
}

/** Sends several again; those that are gone are left out. Gives how many. */
export async function replayDeliveries(ctx: ActionContext, raw: { deliveries: string[] }): Promise<number> {
  await ctx.require('webhooks:manage');
  const { deliveries } = parseInput(ReplayManyInput, raw);
  const ids = JSON.stringify(deliveries);
  return requeue(ctx, {
    where: sql`id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb))`,
    audit: audit(deliveries),
  });
}

const audit = (ids: readonly string[]) => ({
  action: 'webhooks.replay',
  target: ids.length === 1 ? `delivery:${ids[0]}` : 'deliveries',
  after: { deliveries: ids },
});
