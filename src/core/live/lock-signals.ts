import { type SQL, sql } from 'drizzle-orm';

/**
 * A statement for a batch that writes signals, before them: holds their guild until the transaction ends. A sequence
 * hands out its numbers before the rows can be seen, so without it a reader could meet number 8, go on from there, and
 * never see number 7 that is committed a moment later. Behind it, what has a lower number in a guild was there earlier.
 */
export const lockSignals = (guildId: string): SQL =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`signals:${guildId}`}, 0))`;
