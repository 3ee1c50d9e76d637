import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireThat } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { isAdding } from '../model.ts';
import type { RunView } from '../schemas.ts';
import { withLease } from '../syncing/lease.ts';
import { WORK_JOB } from '../syncing/work-job.ts';
import { replaceChanges, writeLedger } from '../syncing/write-plan.ts';
import { roleChanges, roleRuns } from '../tables.ts';
import { runView } from '../views.ts';
import { findRun } from './list-runs.ts';

/** The guard for it, too, as a rule may be deleted at any time. */
const RULE_GONE = 'rule-gone';

/**
 * Takes back what the last plan did: what it gave is taken, what it took is given again. Its rules are paused, as they
 * would do it all again. Only the last one can be taken back: others were built on what is older. Throws ConflictError
 * also when one of its rules was deleted: what was given again would be nobody's, or taken by the next plan.
 */
export async function undoRun(ctx: ActionContext, id: string): Promise<RunView> {
  await ctx.require('roles:sync');
  await findRun(ctx, id);
  return withLease(ctx, async () => {
    const [last] = await ctx.db
      .select()
      .from(roleRuns)
      .where(and(eq(roleRuns.guildId, ctx.guildId), inArray(roleRuns.kind, ['manual', 'scheduled', 'undo'])))
      .orderBy(desc(roleRuns.createdAt), desc(roleRuns.id))
      .limit(1);
    if (last?.id !== id)
      throw new ConflictError('not-last', 'Only the last plan can be taken back, and this one is older.');
    if (last.kind === 'undo')
      throw new ConflictError(
        'undone',
        'This took an earlier plan back. Start the rules again and make a plan.',
      );
    if (last.state !== 'done')
      throw new ConflictError('running', 'This plan is still being put into effect. Wait until it is done.');
    const done = await ctx.db
      .select()
      .from(roleChanges)
      .where(
        and(eq(roleChanges.guildId, ctx.guildId), eq(roleChanges.runId, id), eq(roleChanges.state, 'done')),
      );
    if (done.length === 0)
      throw new ConflictError(
        'nothing',
        'This plan changed nothing in Discord, so there is nothing to take back.',
      );
    return writeUndo(ctx, id, done).catch((error: unknown) => {
      if (!(error instanceof ConflictError) || error.reason !== RULE_GONE) throw error;
      throw new ConflictError(
        RULE_GONE,
        'A rule of this plan was deleted, so the plan cannot be taken back. Make the rule again and put a new plan into effect.',
      );
    });
  });
}

async function writeUndo(
  ctx: ActionContext,
  undoes: string,
  done: readonly (typeof roleChanges.$inferSelect)[],
): Promise<RunView> {
  const changes = done.map(({ userId, roleId, ruleId, cause }) => ({
    userId,
    roleId,
    ruleId,
    cause: isAdding(cause) ? ('undone' as const) : ('restored' as const),
  }));
  const restored = changes.filter(({ cause }) => cause === 'restored');
  const ruleIds = [...new Set(changes.map(({ ruleId }) => ruleId))];
  const row: typeof roleRuns.$inferSelect = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    kind: 'undo',
    state: 'running',
    startedBy: actorLabel(ctx.actor),
    adding: restored.length,
    removing: changes.length - restored.length,
    adopted: 0,
    taken: 0,
    given: 0,
    blocked: [],
    undoes,
    createdAt: ctx.now(),
    finishedAt: null,
  };
  const { id: runId, kind, adding, removing } = row;
  const subject = `role-run:${runId}`;
  const people = [...new Set(changes.map(({ userId }) => userId))];
  await ctx.commit({
    statements: [
      requireThat(
        sql`not exists (select 1 from role_runs where guild_id = ${ctx.guildId} and undoes = ${undoes})`,
        'undone',
      ),
      requireThat(
        sql`${ruleIds.length} = (select count(*) from role_rules where guild_id = ${ctx.guildId} and state <> 'ending'
          and id in (select jsonb_array_elements_text(${JSON.stringify(ruleIds)}::jsonb)::uuid))`,
        RULE_GONE,
      ),
      sql`update role_rules set state = 'paused', updated_at = ${ctx.now().toISOString()}::timestamptz
        where guild_id = ${ctx.guildId} and state = 'active'
        and id in (select jsonb_array_elements_text(${JSON.stringify(ruleIds)}::jsonb)::uuid)`,
      ctx.db.insert(roleRuns).values(row),
      replaceChanges(ctx, people, { runId, changes, urgent: false }),
      ...writeLedger(
        ctx,
        restored.map((step) => ({ ...step, state: 'pending', adopted: false })),
      ),
    ],
    signals: [{ type: 'roles.run-started', subject, data: { runId, kind, adding, removing } }],
    audit: [
      { action: 'roles.undo', target: subject, after: { undoes, adding, removing, pausedRules: ruleIds } },
    ],
    jobs: [{ name: WORK_JOB, payload: {}, key: runId }],
  });
  return runView(row, { planned: changes.length });
}
