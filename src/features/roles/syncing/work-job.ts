import { and, eq, lte } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { jobs } from '../../../core/tables.ts';

export const WORK_JOB = 'roles.work';

/** One that a failure put off for longer is not waited for. */
const SOON_MS = 60_000;

/**
 * Writes down what is to be worked on and sees to it that a worker comes: one that is queued will, one that runs may be
 * about to end. However much happens while a plan is made, one more worker waits for its turn, not one for each event.
 * A crash before the worker is queued costs a minute: `watchRoles` finds what waits.
 */
export async function wakeWorker(ctx: ActionContext, statements: Change['statements']): Promise<void> {
  const soon = new Date(ctx.now().getTime() + SOON_MS);
  // Locked, so that it cannot start and look for work before this is written down.
  const queued = ctx.db
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        eq(jobs.guildId, ctx.guildId),
        eq(jobs.name, WORK_JOB),
        eq(jobs.state, 'queued'),
        lte(jobs.runAt, soon),
      ),
    )
    .limit(1)
    .for('share');
  const results = await ctx.commit({ statements: [...statements, queued] });
  const found = results[statements.length] as { id: string }[];
  if (found.length === 0) await ctx.commit({ statements: [], jobs: [{ name: WORK_JOB, payload: {} }] });
}
