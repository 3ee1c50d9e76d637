import { eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { roleQueue } from '../tables.ts';
import { applyBatch } from './apply-changes.ts';
import { bearing } from './bearing.ts';
import { computePlan } from './compute-plan.ts';
import { finishRuns } from './finish-runs.ts';
import { withLease } from './lease.ts';
import { startRun } from './start-run.ts';
import { wakeWorker } from './work-job.ts';

/** People planned for at once. */
const MOST_PEOPLE = 200;
/** After that a job hands over to the next one, in milliseconds; far below the lease of a job. */
const BUDGET_MS = 60_000;
/** The same, where no time passes. */
const MOST_STEPS = 60;

/**
 * Brings the roles of a server on: first whom something just happened to, then what plans hold. Step by step, each
 * alone in its server, so a large plan holds up nobody. Run as often as one likes; a crash repeats one step.
 */
export const workOnRoles = (ctx: ActionContext): Promise<{ settled: number; more: boolean }> =>
  bearing(ctx, { settled: 0, more: false }, () => work(ctx));

async function work(ctx: ActionContext): Promise<{ settled: number; more: boolean }> {
  const startedAt = ctx.now().getTime();
  let settled = 0;
  for (let step = 0; step < MOST_STEPS && ctx.now().getTime() - startedAt < BUDGET_MS; step++) {
    const did = await withLease(ctx, async () => {
      const planned = await settlePeople(ctx);
      const applied = await applyBatch(ctx);
      return { planned, applied };
    });
    settled += did.applied;
    if (did.planned + did.applied === 0) {
      await finishRuns(ctx);
      return { settled, more: false };
    }
  }
  await finishRuns(ctx);
  await wakeWorker(ctx, []);
  return { settled, more: true };
}

/** Plans for those in the queue who have waited longest; how many there were. */
async function settlePeople(ctx: ActionContext): Promise<number> {
  const queued = await ctx.db
    .select({ userId: roleQueue.userId, since: roleQueue.since, version: roleQueue.version })
    .from(roleQueue)
    .where(eq(roleQueue.guildId, ctx.guildId))
    .orderBy(roleQueue.since, roleQueue.userId)
    .limit(MOST_PEOPLE);
  if (queued.length === 0) return 0;
  const computed = await computePlan(
    ctx,
    queued.map(({ userId }) => userId),
  );
  await startRun(ctx, computed, { kind: 'reaction', queued });
  return queued.length;
}
