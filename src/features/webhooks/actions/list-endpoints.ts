import { asc, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { webhookEndpoints } from '../../../core/tables.ts';
import { missedSince, STATISTICS_WINDOW_MS } from '../../../core/webhooks/judge-endpoint.ts';
import type { Endpoint } from '../../../core/webhooks/tables.ts';
import { findEndpoint } from '../find-endpoint.ts';
import { type EndpointCounts, noCounts } from '../views.ts';

export interface EndpointWithCounts {
  endpoint: Endpoint;
  counts: EndpointCounts;
}

/** All endpoints of the guild, by name, with what the last 24 hours say of each. */
export async function listEndpoints(ctx: ActionContext): Promise<EndpointWithCounts[]> {
  await ctx.require('webhooks:read');
  const [rows, counts] = await Promise.all([
    ctx.db
      .select()
      .from(webhookEndpoints)
      .where(eq(webhookEndpoints.guildId, ctx.guildId))
      .orderBy(asc(sql`lower(${webhookEndpoints.name})`), asc(webhookEndpoints.id)),
    countAll(ctx, null),
  ]);
  return rows.map((endpoint) => ({ endpoint, counts: counts.get(endpoint.id) ?? noCounts }));
}

/** One endpoint with its figures. Throws NotFoundError. */
export async function showEndpoint(
  ctx: ActionContext,
  { endpoint: id }: { endpoint: string },
): Promise<EndpointWithCounts> {
  await ctx.require('webhooks:read');
  const endpoint = await findEndpoint(ctx, id);
  return { endpoint, counts: (await countAll(ctx, id)).get(id) ?? noCounts };
}

async function countAll(ctx: ActionContext, only: string | null): Promise<Map<string, EndpointCounts>> {
  const since = new Date(ctx.now().getTime() - STATISTICS_WINDOW_MS).toISOString();
  const { rows } = await ctx.db.execute<{ id: string } & EndpointCounts>(sql`
    select e.id, coalesce(a.attempts, 0)::int as attempts, coalesce(a.failed, 0)::int as failed,
      a.median::int as "medianMs", coalesce(d.waiting, 0)::int as waiting, coalesce(d.held, 0)::int as held,
      coalesce(d.missed, 0)::int as missed
    from webhook_endpoints e
    left join lateral (select count(*) as attempts, count(*) filter (where not ok) as failed,
        percentile_cont(0.5) within group (order by duration_ms) filter (where ok) as median
      from delivery_attempts where endpoint_id = e.id and counts and at > ${since}::timestamptz) a on true
    left join lateral (select count(*) filter (where state = 'queued') as waiting,
        count(*) filter (where state = 'held') as held,
        count(*) filter (where ${missedSince(sql`e.recover_from`)}) as missed
      from deliveries where endpoint_id = e.id) d on true
    where e.guild_id = ${ctx.guildId} and (${only}::uuid is null or e.id = ${only}::uuid)`);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
