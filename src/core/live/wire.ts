import type { Draft } from './drafts.ts';
import type { LiveEvent } from './live-event.ts';

/** What the feed says over a socket; each message is one JSON text. */
export type FeedMessage =
  /** First of all: from where it goes on. `lost`: the id that the reader came with is unknown here, so it may have missed something. */
  | { kind: 'hello'; id: string; lost: boolean }
  /** What happened, oldest first; `id` is the place behind it, also behind what this reader did not ask for. */
  | { kind: 'events'; events: LiveEvent[]; id: string }
  /** Nothing for this reader happened up to here. */
  | { kind: 'at'; id: string }
  /** Who is writing to a subject now, everybody but the reader. */
  | { kind: 'drafts'; subject: string; drafts: Draft[] }
  /** The last message. `slow`: come back with the id. `ended`: the session, key or membership is over. */
  | { kind: 'bye'; reason: 'slow' | 'ended'; id: string };

/** What a reader may say. `ping` (not JSON) is answered with `pong` without waking the feed. */
export type ReaderMessage =
  /** How many events of this socket the reader is done with; see CREDIT. */
  | { ack: number }
  /** The beginning of what the person writes to a subject of their rooms; empty when they gave it up. */
  | { draft: { subject: string; text: string } };

/** So many events may be on their way to a reader that said nothing; then it is waited for. Postgres keeps the rest. */
export const CREDIT = 64;

/** Close codes; 4000 to 4999 are ours to give meaning to. */
export const CLOSE = { slow: 4008, ended: 4001 } as const;

/** Characters of a reader's message. */
export const MOST_MESSAGE = 4_000;

/** Reads what a reader said; undefined for anything that is no message of ours. */
export function readReaderMessage(text: unknown): ReaderMessage | undefined {
  if (typeof text !== 'string' || text.length > MOST_MESSAGE) return undefined;
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { ack, draft } = (said ?? {}) as {
    ack?: unknown;
    draft?: { subject?: unknown; text?: unknown } | null;
  };
  if (typeof ack === 'number' && Number.isSafeInteger(ack) && ack >= 0) return { ack };
  if (draft && typeof draft.subject === 'string' && typeof draft.text === 'string') {
    return { draft: { subject: draft.subject, text: draft.text } };
  }
  return undefined;
}
