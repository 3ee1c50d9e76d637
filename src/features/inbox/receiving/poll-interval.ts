import { type SQL, sql } from 'drizzle-orm';
import { snowflakeAt } from '../../../discord/snowflake.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How long ago something was said → how often the channel is read, in milliseconds. The cron comes once a minute. */
const STEPS: readonly [quietMs: number, everyMs: number][] = [
  [15 * MINUTE_MS, 0],
  [2 * HOUR_MS, 2 * MINUTE_MS],
  [DAY_MS, 5 * MINUTE_MS],
  [30 * DAY_MS, 15 * MINUTE_MS],
];
const COLDEST_MS = HOUR_MS;
/** A channel in which nothing was read yet. */
const UNKNOWN_MS = 2 * MINUTE_MS;

/**
 * How often a direct channel is read, in milliseconds, by the id of the last message there (SQL, a number or null): warm
 * ones each minute. `now` in Unix milliseconds.
 */
export function pollIntervalSql(lastMessageId: SQL, now: number): SQL {
  const cases = STEPS.map(
    ([quietMs, everyMs]) =>
      sql`when ${lastMessageId} > ${snowflakeAt(now - quietMs)}::numeric then ${everyMs}::int`,
  );
  return sql`case when ${lastMessageId} is null then ${UNKNOWN_MS}::int ${sql.join(cases, sql` `)}
    else ${COLDEST_MS}::int end`;
}
