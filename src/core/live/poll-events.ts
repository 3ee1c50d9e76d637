import * as v from 'valibot';
import type { ActionContext } from '../context.ts';
import { hearingOf } from './grants.ts';
import { type LiveEvent, LiveEventSchema, liveEvent } from './live-event.ts';
import { type LiveFilter, passes } from './live-filter.ts';
import { findPosition, type Position, readSignals } from './read-signals.ts';
import type { Reader } from './readers.ts';

export const PolledSchema = v.object({
  events: v.array(LiveEventSchema),
  next: v.pipe(v.string(), v.description('Send it as `since` next time.')),
  more: v.pipe(v.boolean(), v.description('Whether there is more at once.')),
  lost: v.pipe(
    v.boolean(),
    v.description('True when `since` is no event of this server: look at everything anew.'),
  ),
});
export type Polled = v.InferOutput<typeof PolledSchema>;

/** Signals looked at for one answer, whether or not they are shown. */
const MOST_READ = 1_000;
const PAGE = 200;

/**
 * What has happened since, oldest first; for whoever asks again and again. Reads Postgres and nothing else, so that it
 * works when neither sockets nor streams get through.
 */
export async function pollEvents(
  ctx: ActionContext,
  reader: Pick<Reader, 'grants' | 'person'>,
  filter: LiveFilter,
  { since, limit }: { since: string | undefined; limit: number },
): Promise<Polled> {
  const { lost, ...start } = await findPosition(ctx.db, ctx.guildId, since);
  const { registry } = ctx.runtime;
  const events: LiveEvent[] = [];
  let place: Position = start;
  for (let read = 0; read < MOST_READ; read += PAGE) {
    const rows = await readSignals(ctx.db, ctx.guildId, place.sequence, PAGE);
    for (const row of rows) {
      const hearing = passes(filter, row) ? hearingOf(registry, reader, row) : 'nothing';
      if (hearing !== 'nothing') {
        if (events.length >= limit) return { events, next: place.id, more: true, lost };
        events.push(liveEvent(row, hearing, reader.person?.id));
      }
      place = { sequence: row.sequence, id: row.id };
    }
    if (rows.length < PAGE) return { events, next: place.id, more: false, lost };
  }
  return { events, next: place.id, more: true, lost };
}
