import { sql } from 'drizzle-orm';
import { openDatabase } from '../database/client.ts';
import type { Runtime } from '../runtime.ts';
import { intervalAt, runPrefix } from './schedule-run.ts';
import { sweep } from './sweep.ts';
import { tidy } from './tidy.ts';
import { wake } from './wake.ts';

const MINUTE_MS = 60_000;
const TIDY_EVERY_MINUTES = 60;

/**
 * The cron tick, once a minute. Each schedule's job has an id made of its name and its interval, so a tick that comes
 * twice starts it once, and one that was missed is caught up once by the next tick of the same interval. A run that
 * is still going on keeps the next from starting. Whatever fails, the sweep is done.
 */
export async function tick(runtime: Runtime): Promise<void> {
  if (!runtime.config.database || runtime.config.readOnly) return;
  try {
    await startDue(runtime);
    const minute = Math.floor(runtime.outside.now() / MINUTE_MS);
    if (minute % TIDY_EVERY_MINUTES === 0) await tidy(runtime);
  } finally {
    const woken = await sweep(runtime);
    if (woken.signals + woken.jobs + woken.deliveries > 0) runtime.log.info('sweep', woken);
  }
}

async function startDue({ registry, config, outside }: Runtime): Promise<void> {
  if (!config.database || registry.schedules.length === 0) return;
  const db = openDatabase(config.database);
  const now = new Date(outside.now());
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = registry.schedules.map(
    (schedule) => sql`(${`${runPrefix(schedule)}${intervalAt(schedule, now.getTime())}`}, ${schedule.job})`,
  );
  // Woken at once: the sweep leaves what is so young to those who made it.
  const { rows: started } = await db.execute<{
    id: string;
  }>(sql`insert into jobs (id, name, payload, state, run_at, created_at)
    select due.id, due.name, '{}'::jsonb, 'queued', ${at}, ${at}
    from (values ${sql.join(rows, sql`, `)}) as due (id, name)
    where not exists (select 1 from jobs where jobs.name = due.name and jobs.state in ('queued', 'running'))
    on conflict (id) do nothing
    returning id`);
  await wake(
    config.jobs,
    started.map(({ id }) => ({ kind: 'job', id })),
  );
}
