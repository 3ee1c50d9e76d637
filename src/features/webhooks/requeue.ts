import { type SQL, sql } from 'drizzle-orm';
import type { ActionContext, AuditEntry } from '../../core/context.ts';
import { wake } from '../../core/queue/wake.ts';

/**
 * Puts deliveries back in their lanes with fresh tries and the ids that they had, and wakes the lanes. Gives how many.
 * What an endpoint takes no more is held again by its lane.
 */
export async function requeue(
  ctx: ActionContext,
  { where, audit, also = [] }: { where: SQL; audit: AuditEntry; also?: SQL[] },
): Promise<number> {
  const now = ctx.now().toISOString();
  const [result] = await ctx.commit({
    statements: [
      sql`update deliveries set state = 'queued', attempts = 0, run_at = ${now}::timestamptz, error = null,
          finished_at = null, digest_key = null
        where guild_id = ${ctx.guildId} and ${where} returning lane`,
      ...also,
    ],
    audit: [audit],
  });
  const lanes = (result as { rows: { lane: string }[] }).rows.map(({ lane }) => lane);
  const { deliveries: queue } = ctx.runtime.config;
  ctx.runtime.defer(
    wake(
      queue,
      [...new Set(lanes)].map((lane) => ({ kind: 'lane' as const, lane })),
    ),
  );
  return lanes.length;
}
