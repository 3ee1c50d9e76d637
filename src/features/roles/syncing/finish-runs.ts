import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { roleChanges, roleRuns } from '../tables.ts';

/** Closes the runs that have nothing left to do, and drops rules that were to end and own nothing any more. */
export async function finishRuns(ctx: ActionContext): Promise<void> {
  const open = await ctx.db
    .select({ id: roleRuns.id, kind: roleRuns.kind })
    .from(roleRuns)
    .where(
      and(
        eq(roleRuns.guildId, ctx.guildId),
        eq(roleRuns.state, 'running'),
        sql`not exists (select 1 from role_changes c where c.guild_id = ${ctx.guildId}
          and c.run_id = ${roleRuns.id} and c.state = 'planned')`,
      ),
    );
  const counts = await countsOf(
    ctx,
    open.map(({ id }) => id),
  );
  const at = sql`${ctx.now().toISOString()}::timestamptz`;
  for (const { id, kind } of open) {
    const { done = 0, failed = 0 } = counts.get(id) ?? {};
    try {
      await ctx.commit({
        statements: [
          requireChange(
            sql`update role_runs set state = 'done', finished_at = ${at}
              where guild_id = ${ctx.guildId} and id = ${id} and state = 'running'`,
            'finished',
          ),
        ],
        signals: [
          {
            type: 'roles.run-finished',
            subject: `role-run:${id}`,
            data: { runId: id, kind, done, failed },
          },
        ],
      });
    } catch (error) {
      // Another worker was first; it was told.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  await ctx.db.execute(sql`delete from role_rules r where r.guild_id = ${ctx.guildId} and r.state = 'ending'
    and not exists (select 1 from role_grants g where g.guild_id = ${ctx.guildId} and g.rule_id = r.id)`);
}

/** Of each run, its changes by state. */
export async function countsOf(
  ctx: ActionContext,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, Record<string, number>>> {
  if (runIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({
      runId: roleChanges.runId,
      state: roleChanges.state,
      count: sql<number>`count(*)::int`,
    })
    .from(roleChanges)
    .where(and(eq(roleChanges.guildId, ctx.guildId), inArray(roleChanges.runId, [...runIds])))
    .groupBy(roleChanges.runId, roleChanges.state);
  const counts = new Map<string, Record<string, number>>();
  for (const { runId, state, count } of rows) counts.set(runId, { ...counts.get(runId), [state]: count });
  return counts;
}
