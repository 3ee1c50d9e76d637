import { inArray } from 'drizzle-orm';
import { openDatabase } from '../database/client.ts';
import type { Runtime } from '../runtime.ts';
import { jobs } from '../tables.ts';
import { sweep } from './sweep.ts';

const MINUTE_MS = 60_000;

/**
 * The cron tick, once a minute. Each schedule's job has an id made of its name and its interval, so a tick that comes
 * twice starts it once, and one that was missed is caught up once by the next tick of the same interval.
 */
export async function tick(runtime: Runtime): Promise<void> {
  if (!runtime.config.database) return;
  const db = openDatabase(runtime.config.database);
  const now = new Date(runtime.outside.now());
  const due = runtime.registry.schedules.map((schedule) => ({
    id: `schedule:${schedule.id}:${Math.floor(now.getTime() / (schedule.everyMinutes * MINUTE_MS))}`,
    name: schedule.job,
    payload: {},
    state: 'queued' as const,
    runAt: now,
    createdAt: now,
  }));
  if (due.length > 0) {
    const known = await db
      .select({ id: jobs.id })
      .from(jobs)
      .where(
        inArray(
          jobs.id,
          due.map(({ id }) => id),
        ),
      );
    const fresh = due.filter(({ id }) => !known.some((row) => row.id === id));
    if (fresh.length > 0) await db.insert(jobs).values(fresh).onConflictDoNothing();
  }
  const woken = await sweep(runtime);
  if (woken.signals + woken.jobs + woken.deliveries > 0) runtime.log.info('sweep', woken);
}
