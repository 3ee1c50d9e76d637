import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { deliveries, webhookEndpoints } from '../../core/tables.ts';
import type { Delivery } from '../../core/webhooks/attempt.ts';
import type { Endpoint } from '../../core/webhooks/tables.ts';

/** An endpoint of this guild. Throws NotFoundError. */
export async function findEndpoint(ctx: ActionContext, id: string): Promise<Endpoint> {
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(webhookEndpoints)
        .where(and(eq(webhookEndpoints.guildId, ctx.guildId), eq(webhookEndpoints.id, id)))
    : [];
  if (!row) throw new NotFoundError('There is no such endpoint. It may have been deleted.');
  return row;
}

/** A delivery of this guild. Throws NotFoundError. */
export async function findDelivery(
  ctx: ActionContext,
  id: string,
): Promise<{ delivery: Delivery; endpoint: Endpoint | null }> {
  const [row] = isUuid(id)
    ? await ctx.db
        .select({ delivery: deliveries, endpoint: webhookEndpoints })
        .from(deliveries)
        .leftJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveries.endpointId))
        .where(and(eq(deliveries.guildId, ctx.guildId), eq(deliveries.id, id)))
    : [];
  if (!row) throw new NotFoundError('There is no such delivery. After 30 days they are tidied away.');
  return row;
}
