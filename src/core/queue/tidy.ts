import { type SQL, sql } from 'drizzle-orm';
import { openDatabase } from '../database/client.ts';
import type { Runtime } from '../runtime.ts';
import { intervalAt, runPrefix } from './schedule-run.ts';

/** Finished jobs and sent posts are kept so long for whoever asks what happened. */
const KEPT_DAYS = 30;
/** Discord's access tokens are good for a week, so what could not be given back by then is worth nothing. */
const RETURN_KEPT_DAYS = 8;
/** A run of a schedule tells little once it is done; each minute makes some. Counted from the end of its interval. */
const RUN_KEPT_MS = 24 * 60 * 60_000;
/** So far back runs are looked for, by their ids; older ones, which a pause of the cron left, go with the other jobs. */
const RUN_SOUGHT_MS = 2 * 24 * 60 * 60_000;
/** Rows a tidy-up removes of each table, so that it stays a short query. */
const MOST = 1_000;

/** Removes what nobody needs any more: old finished work and expired results. Signals and the audit log stay. */
export async function tidy(runtime: Runtime): Promise<void> {
  if (!runtime.config.database) return;
  const db = openDatabase(runtime.config.database);
  const now = new Date(runtime.outside.now()).toISOString();
  const old = sql`${now}::timestamptz - make_interval(days => ${KEPT_DAYS})`;
  await db.batch([
    db.execute(sql`delete from jobs where id in (select id from jobs
      where state in ('done', 'dead') and created_at < ${old} order by created_at limit ${MOST})`),
    ...doneRuns(runtime).map((runs) =>
      db.execute(sql`delete from jobs where state = 'done' and id in (${runs})`),
    ),
    db.execute(sql`delete from deliveries where id in (select id from deliveries
      where state in ('sent', 'failed', 'held') and created_at < ${old} order by created_at limit ${MOST})`),
    db.execute(sql`delete from delivery_attempts where id in (select id from delivery_attempts
      where at < ${old} order by at limit ${MOST})`),
    db.execute(sql`delete from token_returns
      where created_at < ${now}::timestamptz - make_interval(days => ${RETURN_KEPT_DAYS})`),
    db.execute(sql`delete from idempotency_keys where expires_at < ${now}::timestamptz`),
    db.execute(sql`delete from kept_results where expires_at < ${now}::timestamptz`),
  ]);
}

/** The ids of the runs of all schedules that are over for long enough, as a query; nothing without schedules. */
function doneRuns({ registry: { schedules }, outside }: Runtime): SQL[] {
  if (schedules.length === 0) return [];
  const over = outside.now() - RUN_KEPT_MS;
  const rows = schedules.map((schedule) => {
    const last = intervalAt(schedule, over) - 1;
    const first = Math.min(last, intervalAt(schedule, over - RUN_SOUGHT_MS));
    return sql`(${runPrefix(schedule)}, ${first}::bigint, ${last}::bigint)`;
  });
  return [
    sql`select due.prefix || number from (values ${sql.join(rows, sql`, `)}) as due (prefix, first, last),
      generate_series(due.first, due.last) as number`,
  ];
}
