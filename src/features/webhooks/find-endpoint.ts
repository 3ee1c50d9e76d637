import { and, asc, eq, ilike, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { likePattern } from '../../core/database/like-pattern.ts';
import { NotFoundError } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import { deliveries, webhookEndpoints } from '../../core/tables.ts';
import type { Delivery } from '../../core/webhooks/attempt.ts';
import type { Endpoint } from '../../core/webhooks/tables.ts';

/** An endpoint of this guild. Throws NotFoundError. */
export async function findEndpoint(ctx: ActionContext, id: string): Promise<Endpoint> {
  const [row] = isUuid(id) ? await selectEndpoint(ctx, id) : [];
  if (!row) throw new NotFoundError('There is no such endpoint. It may have been deleted.');
  return row;
}

/** The row of that UUID in this guild, if it is there. */
export const selectEndpoint = (ctx: ActionContext, id: string): Promise<Endpoint[]> =>
  ctx.db
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.guildId, ctx.guildId), eq(webhookEndpoints.id, id)));

/** An endpoint of this guild by its id or its name, as people type it. Throws NotFoundError. */
export async function findByWord(ctx: ActionContext, word: string): Promise<Endpoint> {
  const text = word.trim();
  if (isUuid(text)) return findEndpoint(ctx, text);
  const [row] = await ctx.db
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.guildId, ctx.guildId),
        sql`lower(${webhookEndpoints.name}) = ${text.toLowerCase()}`,
      ),
    )
    .orderBy(asc(webhookEndpoints.createdAt))
    .limit(1);
  if (row) return row;
  throw new NotFoundError('There is no endpoint of that name. `/webhook list` shows them all.');
}

/** Endpoints whose name holds what was typed, by name. */
export async function searchEndpoints(ctx: ActionContext, typed: string, limit: number): Promise<Endpoint[]> {
  const words = likePattern(typed.trim());
  return ctx.db
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.guildId, ctx.guildId), ilike(webhookEndpoints.name, words)))
    .orderBy(asc(sql`lower(${webhookEndpoints.name})`), asc(webhookEndpoints.id))
    .limit(limit);
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
