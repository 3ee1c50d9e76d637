import { and, asc, desc, eq, gt, lt, type SQL } from 'drizzle-orm';
import type { Database } from '../database/client.ts';
import { InputError } from '../errors.ts';
import { isUuid } from '../ids.ts';
import { signals } from '../tables.ts';

export type SignalRow = typeof signals.$inferSelect;

/** A place between two signals of a guild. */
export interface Position {
  sequence: bigint;
  /** Id of the signal before it; `0` where there is none. */
  id: string;
}

export const BEGINNING: Position = { sequence: 0n, id: '0' };

/** What came after a position, oldest first. */
export const readSignals = (
  db: Database,
  guildId: string,
  after: bigint,
  limit: number,
): Promise<SignalRow[]> =>
  db
    .select()
    .from(signals)
    .where(and(eq(signals.guildId, guildId), gt(signals.sequence, after)))
    .orderBy(asc(signals.sequence))
    .limit(limit);

/**
 * Where a reader goes on: behind the signal of that id, at the beginning (`0`), behind what had happened at a time
 * (ISO 8601), or behind the newest. An id that this guild does not have gives the newest and `lost`: the reader has to
 * look at everything anew.
 */
export async function findPosition(
  db: Database,
  guildId: string,
  since: string | undefined,
): Promise<Position & { lost: boolean }> {
  if (since === '0') return { ...BEGINNING, lost: false };
  const bySince = since === undefined ? undefined : conditionOf(since);
  const [found] = await newest(db, guildId, bySince);
  if (found) return { ...found, lost: false };
  if (since === undefined || !isUuid(since)) return { ...BEGINNING, lost: false };
  const [head] = await newest(db, guildId, undefined);
  return { ...(head ?? BEGINNING), lost: true };
}

function conditionOf(since: string): SQL {
  if (isUuid(since)) return eq(signals.id, since);
  const at = Date.parse(since);
  if (!/^\d{4}-\d\d-\d\dT/.test(since) || Number.isNaN(at)) {
    const problem = 'Send the `id` of the last event that you have, 0, or a time in ISO 8601.';
    throw new InputError(`since: ${problem}`, { since: problem });
  }
  return lt(signals.createdAt, new Date(at));
}

const newest = (db: Database, guildId: string, condition: SQL | undefined): Promise<Position[]> =>
  db
    .select({ sequence: signals.sequence, id: signals.id })
    .from(signals)
    .where(and(eq(signals.guildId, guildId), condition))
    .orderBy(desc(signals.sequence))
    .limit(1);
