import * as v from 'valibot';
import type { signals } from '../tables.ts';

/** A signal as the live stream tells it. */
export const LiveEventSchema = v.object({
  id: v.pipe(
    v.string(),
    v.uuid(),
    v.description('The same as in webhooks. Send the last one back to go on from there.'),
  ),
  type: v.string(),
  subject: v.pipe(v.string(), v.description('What it happened to, e.g. `record:<id>`.')),
  actor: v.pipe(
    v.string(),
    v.description('Who did it, e.g. `user:<id>`; empty where you hear only that it happened.'),
  ),
  at: v.pipe(v.string(), v.isoTimestamp()),
  data: v.pipe(
    v.nullable(v.record(v.string(), v.unknown())),
    v.description(
      'As in webhooks; null when it is too large for a stream, or you hear only that it happened.',
    ),
  ),
});
export type LiveEvent = v.InferOutput<typeof LiveEventSchema>;

type SignalRow = Pick<
  typeof signals.$inferSelect,
  'id' | 'type' | 'subject' | 'actor' | 'createdAt' | 'data'
>;

/** Larger data is left out, so that what waits for a slow reader stays small; characters of JSON. */
const MOST_DATA = 16_000;

/** A signal for a reader; somebody who hears only that it happened is told who did it if it was they themselves. */
export function liveEvent(
  { id, type, subject, actor, createdAt, data }: SignalRow,
  hearing: 'all' | 'that',
  readerId: string | undefined,
): LiveEvent {
  const told = { id, type, subject, at: createdAt.toISOString() };
  if (hearing === 'that') return { ...told, actor: actor === `user:${readerId}` ? actor : '', data: null };
  return { ...told, actor, data: JSON.stringify(data).length > MOST_DATA ? null : data };
}
