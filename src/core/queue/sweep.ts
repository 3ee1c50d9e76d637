import { and, lte, sql } from 'drizzle-orm';
import { openDatabase } from '../database/client.ts';
import type { Runtime } from '../runtime.ts';
import { deliveries, jobs, signals } from '../tables.ts';
import { wake } from './wake.ts';

/**
 * Rows of each kind that a sweep wakes, by ten calls to the queue; the next minute takes the next ones. Many jobs are due
 * at one moment: whose quiet hours end at eight hears of it then.
 */
const MOST = 1_000;
/** A wake-up that is younger is probably still on its way. */
const GRACE_MS = 30_000;

/**
 * Wakes whatever is due and was not woken: signals that nobody dispatched, jobs whose time has come or whose worker
 * died, lanes in which something waits. Run by the cron once a minute; running it twice or late does no harm, the rows'
 * states decide.
 */
export async function sweep(
  runtime: Runtime,
): Promise<{ signals: number; jobs: number; deliveries: number }> {
  if (!runtime.config.database) return { signals: 0, jobs: 0, deliveries: 0 };
  const db = openDatabase(runtime.config.database);
  const now = new Date(runtime.outside.now());
  const at = sql`${now.toISOString()}::timestamptz`;
  const old = new Date(now.getTime() - GRACE_MS);
  const graced = sql`${old.toISOString()}::timestamptz`;
  const [lateSignals, dueJobs, dueLanes] = await db.batch([
    db
      .select({ id: signals.id })
      .from(signals)
      .where(and(sql`${signals.dispatchedAt} is null`, lte(signals.createdAt, old)))
      .orderBy(signals.createdAt)
      .limit(MOST),
    db
      .select({ id: jobs.id })
      .from(jobs)
      .where(sql`${jobs.state} in ('queued', 'running') and ${jobs.runAt} <= ${graced}
        and (${jobs.state} = 'queued' or ${jobs.leasedUntil} < ${at}) and ${jobs.name} <> 'interaction'`)
      .orderBy(jobs.runAt)
      .limit(MOST),
    db
      .selectDistinct({ lane: deliveries.lane })
      .from(deliveries)
      .where(sql`${deliveries.state} = 'queued' and ${deliveries.runAt} <= ${graced}`)
      .limit(MOST),
  ]);
  await wake(runtime.config.jobs, [
    ...lateSignals.map(({ id }) => ({ kind: 'signal' as const, id })),
    ...dueJobs.map(({ id }) => ({ kind: 'job' as const, id })),
  ]);
  await wake(
    runtime.config.deliveries,
    dueLanes.map(({ lane }) => ({ kind: 'lane', lane })),
  );
  return { signals: lateSignals.length, jobs: dueJobs.length, deliveries: dueLanes.length };
}
