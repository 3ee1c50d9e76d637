import { openDatabase } from '../database/client.ts';
import type { Runtime } from '../runtime.ts';
import type { Connection } from './connection.ts';
import { hearingOf } from './grants.ts';
import { readSignals } from './read-signals.ts';
import { type Credential, type Reader, readmitReader } from './readers.ts';

/** Signals read at once. */
const PAGE = 200;
/** Pages of one round, so that a reader that is far behind doesn't keep the object busy for good. */
const MOST_PAGES = 20;
/** Nothing is shown to a reader who was not looked at within this time; milliseconds. As long as roles in pages. */
const RECHECK_MS = 60_000;
/** So long may a reader leave everything unread, in milliseconds. */
const PATIENCE_MS = 20_000;

/**
 * Shows every reader what has happened since its place, oldest first and each signal once: the place is stored with
 * the socket in the same turn in which it is sent. Gives whether somebody with room is still behind.
 */
export async function deliverSignals(runtime: Runtime, connections: readonly Connection[]): Promise<boolean> {
  if (!runtime.config.database) return false;
  const db = openDatabase(runtime.config.database);
  const readers = await recheck(runtime, connections);
  const now = runtime.outside.now();
  for (const reader of readers) {
    if (reader.stalledAt !== undefined && now - reader.stalledAt > PATIENCE_MS) reader.end('slow');
  }
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const open = readers
      .filter(({ room, ended }) => room > 0 && !ended)
      .toSorted((a, b) => Number(a.sequence - b.sequence));
    const [first] = open;
    if (!first) return false;
    const rows = await readSignals(db, first.reader.guildId, first.sequence, PAGE);
    for (const reader of open) {
      reader.take(rows, (row) => hearingOf(runtime.registry, reader.reader, row), now);
    }
    if (rows.length < PAGE) return false;
  }
  return true;
}

/** Those who may still read. Whoever has several windows open is looked up once. */
async function recheck(runtime: Runtime, connections: readonly Connection[]): Promise<Connection[]> {
  const now = runtime.outside.now();
  const asked = new Map<string, Promise<Reader | undefined>>();
  const kept = await Promise.all(
    connections.map(async (connection) => {
      if (now - connection.checkedAt <= RECHECK_MS) return [connection];
      const key = keyOf(connection.reader.credential);
      const found = asked.get(key) ?? readmitReader(runtime, connection.reader);
      asked.set(key, found);
      const reader = await found;
      if (!reader) {
        connection.end('ended');
        return [];
      }
      connection.update({ reader, checkedAt: now });
      return [connection];
    }),
  );
  return kept.flat();
}

const keyOf = ({ kind, id }: Credential): string => `${kind}:${id}`;
