import { type KindedDetails, kinded, type NoticeDetails } from './details.ts';
import type { NoticeState } from './states.ts';

/** An alert that nobody takes is said again so often at most: after that it is noise. */
export const MOST_ESCALATIONS = 3;
const MINUTE_MS = 60_000;

/** How often an alert was said again since it was raised, or came back, last. Pure. */
export function escalatedSince(row: Pick<Clocked, 'kind' | 'details' | 'escalations'>): number {
  const of = kinded(row);
  return row.escalations - (of.kind === 'alert' ? (of.details.escalatedBefore ?? 0) : 0);
}

interface Clocked {
  kind: KindedDetails['kind'];
  details: NoticeDetails;
  state: NoticeState;
  escalations: number;
}
export interface Pace {
  reminderMinutes: number;
  escalateMinutes: number;
}

/** When the clock changes a notice next, as of `now`; null: never. Pure. */
export function nextDue(row: Clocked, pace: Pace, now: Date): Date | null {
  const of = kinded(row);
  switch (of.kind) {
    case 'maintenance': {
      const { startsAt, endsAt, reminded } = of.details;
      if (row.state === 'underway') return new Date(endsAt);
      if (row.state !== 'scheduled') return null;
      const start = new Date(startsAt);
      const reminder = new Date(start.getTime() - pace.reminderMinutes * MINUTE_MS);
      return !reminded && pace.reminderMinutes > 0 && reminder > now ? reminder : start;
    }
    case 'alert': {
      const waits =
        row.state === 'firing' && pace.escalateMinutes > 0 && escalatedSince(row) < MOST_ESCALATIONS;
      return waits ? new Date(now.getTime() + pace.escalateMinutes * MINUTE_MS) : null;
    }
    default:
      return null;
  }
}

export type DueStep =
  | { kind: 'remind' }
  | { kind: 'begin' }
  | { kind: 'end' }
  | { kind: 'escalate' }
  | { kind: 'wait'; until: Date | null };

/** What the clock does with a notice that is due at `now`. Pure. */
export function dueStep(row: Clocked, pace: Pace, now: Date): DueStep {
  const of = kinded(row);
  if (of.kind === 'maintenance') {
    const { startsAt, endsAt, reminded } = of.details;
    if (row.state === 'underway') return endsAt <= now.toISOString() ? { kind: 'end' } : wait(row, pace, now);
    if (row.state !== 'scheduled') return { kind: 'wait', until: null };
    if (startsAt <= now.toISOString()) return { kind: 'begin' };
    return reminded || pace.reminderMinutes === 0 ? wait(row, pace, now) : { kind: 'remind' };
  }
  if (of.kind === 'alert' && row.state === 'firing' && escalatedSince(row) < MOST_ESCALATIONS)
    return pace.escalateMinutes > 0 ? { kind: 'escalate' } : { kind: 'wait', until: null };
  return { kind: 'wait', until: null };
}

const wait = (row: Clocked, pace: Pace, now: Date): DueStep => ({
  kind: 'wait',
  until: nextDue(row, pace, now),
});
