import { openDatabase } from '../database/client.ts';
import { UnavailableError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { LiveFilter } from './live-filter.ts';
import { FEED_URL, feedOf } from './poke-live.ts';
import { findPosition } from './read-signals.ts';
import type { Reader } from './readers.ts';

/** What the Worker tells the feed about a reader that it let in. */
export interface Opening {
  reader: Reader;
  filter: LiveFilter;
  /** Sequence as decimal digits. */
  position: { sequence: string; id: string; lost: boolean };
}

/** A socket at the guild's feed, in an answer with status 101. Throws UnavailableError where there is no feed. */
export async function openFeed(
  runtime: Runtime,
  reader: Reader,
  filter: LiveFilter,
  since: string | undefined,
): Promise<Response> {
  const feed = feedOf(runtime, reader.guildId);
  if (!feed || !runtime.config.database) {
    throw new UnavailableError('There is no live stream here. Ask again and again with `?since=` instead.');
  }
  const found = await findPosition(openDatabase(runtime.config.database), reader.guildId, since);
  const opening: Opening = { reader, filter, position: { ...found, sequence: String(found.sequence) } };
  const answer = await feed.fetch(`${FEED_URL}/open`, {
    headers: { upgrade: 'websocket', 'x-opening': JSON.stringify(opening) },
  });
  // Safe because the feed is our own Durable Object, reached over the platform's fetch.
  return answer as unknown as Response;
}
