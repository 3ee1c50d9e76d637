import { and, desc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { deliveryAttempts } from '../../../core/tables.ts';
import type { Delivery } from '../../../core/webhooks/attempt.ts';
import type { Endpoint } from '../../../core/webhooks/tables.ts';
import { findDelivery } from '../find-endpoint.ts';

/** Tries that are shown; the schedule has eight, replays add more. */
const MOST_ATTEMPTS = 100;

export interface ShownDelivery {
  delivery: Delivery;
  endpoint: Endpoint | null;
  /** Newest first. */
  attempts: (typeof deliveryAttempts.$inferSelect)[];
}

/** A delivery with every try: what was sent, what came back, how long it took. Throws NotFoundError. */
export async function showDelivery(
  ctx: ActionContext,
  { delivery: id }: { delivery: string },
): Promise<ShownDelivery> {
  await ctx.require('webhooks:read');
  const { delivery, endpoint } = await findDelivery(ctx, id);
  const attempts = await ctx.db
    .select()
    .from(deliveryAttempts)
    .where(and(eq(deliveryAttempts.guildId, ctx.guildId), eq(deliveryAttempts.deliveryId, id)))
    .orderBy(desc(deliveryAttempts.at), desc(deliveryAttempts.id))
    .limit(MOST_ATTEMPTS);
  return { delivery, endpoint, attempts };
}
