import { and, count, eq } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { type DeliveryState, deliveries } from '../../core/tables.ts';

/** How many deliveries of an endpoint are in each state. */
export async function countByState(
  ctx: ActionContext,
  endpointId: string,
): Promise<Record<DeliveryState, number>> {
  const rows = await ctx.db
    .select({ state: deliveries.state, total: count() })
    .from(deliveries)
    .where(and(eq(deliveries.guildId, ctx.guildId), eq(deliveries.endpointId, endpointId)))
    .groupBy(deliveries.state);
  const found = new Map(rows.map(({ state, total }) => [state, total]));
  const of = (state: DeliveryState) => found.get(state) ?? 0;
  return { queued: of('queued'), held: of('held'), sent: of('sent'), failed: of('failed') };
}
