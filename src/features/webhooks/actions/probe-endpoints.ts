import { and, eq, lte, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { createContext } from '../../../core/context.ts';
import { wake } from '../../../core/queue/wake.ts';
import { deliveries, webhookEndpoints } from '../../../core/tables.ts';
import { PROBE_EVERY_MS } from '../../../core/webhooks/judge-endpoint.ts';
import { newPing } from '../../../core/webhooks/ping.ts';

/** Endpoints that one run looks at; the next run takes the next ones. */
const MOST = 100;

/**
 * Asks each endpoint that was switched off for failing, once an hour, whether it answers again; its lane switches it
 * on if so. Run by the cron for all guilds; a second run at once finds nothing due.
 */
export async function probeEndpoints(ctx: ActionContext): Promise<{ probed: number }> {
  const now = ctx.now();
  const due = await ctx.db
    .update(webhookEndpoints)
    .set({ nextProbeAt: new Date(now.getTime() + PROBE_EVERY_MS) })
    .where(
      sql`${webhookEndpoints.id} in (select id from webhook_endpoints where ${and(
        lte(webhookEndpoints.nextProbeAt, now),
        eq(webhookEndpoints.state, 'disabled'),
      )} limit ${MOST})`,
    )
    .returning();
  for (const endpoint of due) {
    const own = createContext(ctx.runtime, {
      guildId: endpoint.guildId,
      actor: ctx.actor,
      source: 'schedule',
      requestId: ctx.requestId,
    });
    const row = await newPing(own, endpoint, {
      purpose: 'probe',
      message: 'This endpoint was switched off. Answer with 2xx and it is switched on again.',
    });
    await own.db.insert(deliveries).values(row);
    await wake(own.runtime.config.deliveries, [{ kind: 'lane', lane: endpoint.lane }]);
  }
  return { probed: due.length };
}
