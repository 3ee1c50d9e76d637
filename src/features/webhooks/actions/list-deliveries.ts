import { and, desc, eq, gte, type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { deliveries, webhookEndpoints } from '../../../core/tables.ts';
import type { Delivery } from '../../../core/webhooks/attempt.ts';
import { DeliveryId, EndpointId, Since } from '../schemas.ts';

export const deliveryFilters = {
  endpoint: v.optional(EndpointId),
  state: v.optional(v.picklist(['queued', 'sent', 'failed', 'held'], 'Choose queued, sent, failed or held.')),
  type: v.optional(v.pipe(v.string(), v.maxLength(100, 'At most 100 characters.'))),
  subject: v.optional(v.pipe(v.string(), v.maxLength(200, 'At most 200 characters.'))),
  since: v.optional(Since),
};

export const ListDeliveriesInput = v.object({
  ...deliveryFilters,
  limit: v.optional(
    v.pipe(v.number('Give a number.'), v.integer(), v.minValue(1), v.maxValue(100, 'At most 100.')),
    50,
  ),
  /** The last one of the page before. */
  before: v.optional(v.object({ createdAt: v.string(), id: DeliveryId })),
});
export type ListDeliveriesInput = v.InferInput<typeof ListDeliveriesInput>;

export interface ListedDelivery {
  delivery: Delivery;
  endpointName: string | null;
}

/** Deliveries of the guild, to endpoints and of notices, newest first. */
export async function listDeliveries(
  ctx: ActionContext,
  raw: ListDeliveriesInput = {},
): Promise<{ deliveries: ListedDelivery[]; next: { createdAt: string; id: string } | null }> {
  await ctx.require('webhooks:read');
  const { endpoint, state, type, subject, since, before, limit } = parseInput(ListDeliveriesInput, raw);
  const filters: (SQL | undefined)[] = [
    eq(deliveries.guildId, ctx.guildId),
    endpoint ? eq(deliveries.endpointId, endpoint) : undefined,
    state ? eq(deliveries.state, state) : undefined,
    type ? eq(deliveries.eventType, type) : undefined,
    subject ? eq(deliveries.subject, subject) : undefined,
    since ? gte(deliveries.createdAt, since) : undefined,
    before
      ? sql`(${deliveries.createdAt}, ${deliveries.id}) < (${before.createdAt}::timestamptz, ${before.id}::uuid)`
      : undefined,
  ];
  const rows = await ctx.db
    .select({ delivery: deliveries, endpointName: webhookEndpoints.name })
    .from(deliveries)
    .leftJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveries.endpointId))
    .where(and(...filters))
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1)?.delivery : undefined;
  return { deliveries: page, next: last ? { createdAt: last.createdAt.toISOString(), id: last.id } : null };
}
