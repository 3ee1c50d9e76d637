import { sql } from 'drizzle-orm';
import { isPaused, PAUSE_MS } from '../queue/paused.ts';
import type { Due } from './attempt.ts';
import { type Lane, laneContext } from './drain-lane.ts';

/** Lets wait what features that are switched off would send, and gives the rest. Nothing is lost and no try used up. */
export async function putOff(lane: Lane, due: Due[]): Promise<Due[]> {
  const answers = new Map<string, boolean>();
  for (const one of due) {
    const key = senderOf(one);
    if (!answers.has(key))
      answers.set(key, await isPaused(laneContext(lane, one), featureOf(one), 'delivery'));
  }
  const waiting = due.filter((one) => answers.get(senderOf(one)));
  if (waiting.length > 0) {
    const runAt = new Date(lane.runtime.outside.now() + PAUSE_MS).toISOString();
    const ids = JSON.stringify(waiting.map(({ delivery }) => delivery.id));
    await lane.db.execute(sql`update deliveries set run_at = ${runAt}::timestamptz
      where state = 'queued' and id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb))`);
  }
  return due.filter((one) => !answers.get(senderOf(one)));
}

/** A notice belongs to the feature that declares it; what endpoints get is only held up by the switch for all. */
const featureOf = ({ delivery }: Due): string => delivery.notice.split('.')[0] || 'all';
const senderOf = (one: Due): string => `${one.delivery.guildId} ${featureOf(one)}`;
