import { sql } from 'drizzle-orm';
import { openDatabase } from '../database/client.ts';
import type { Runtime } from '../runtime.ts';

/** Finished jobs and sent posts are kept so long for whoever asks what happened. */
const KEPT_DAYS = 30;
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
    db.execute(sql`delete from deliveries where id in (select id from deliveries
      where state in ('sent', 'failed', 'held') and created_at < ${old} order by created_at limit ${MOST})`),
    db.execute(sql`delete from delivery_attempts where id in (select id from delivery_attempts
      where at < ${old} order by at limit ${MOST})`),
    db.execute(sql`delete from idempotency_keys where expires_at < ${now}::timestamptz`),
    db.execute(sql`delete from kept_results where expires_at < ${now}::timestamptz`),
  ]);
}
