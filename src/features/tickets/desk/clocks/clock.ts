import { addWorkingTime, type WorkingCalendar, workingTime } from '../../../../core/time/working-time.ts';
import type { TicketStatus } from '../../model.ts';

/** How much of its time a ticket has used: counted up to `since`, running since then; null while it stands still. */
export interface Clock {
  since: Date | null;
  /** Milliseconds of working time. */
  usedMs: number;
}

/** What a ticket came to be, and when. */
export interface Phase {
  at: Date;
  status: TicketStatus;
}

/** Minutes of working time; null for no target. */
export interface Targets {
  firstResponseMinutes: number | null;
  resolutionMinutes: number | null;
}

export type TargetName = 'first_response' | 'resolution';

/** When a target is missed, and from when on that is foreseen. */
export interface Due {
  target: TargetName;
  at: Date;
  soonAt: Date;
}

/** One thing to tell of a target: that it is about to be missed, or that it was. Each is told once. */
export type Telling = `${TargetName}:${'soon' | 'late'}`;

/** So many minutes of working time before a target is missed the team is warned; of short targets, half of them. */
const LEAD_MINUTES = 15;
const MINUTE_MS = 60_000;

/** It stands still while the member is asked, and when all is done. */
const runs = (status: TicketStatus): boolean => status === 'open' || status === 'in_progress';

/** Working milliseconds that are used up at a moment. */
export const usedAt = (clock: Clock, at: Date, calendar: WorkingCalendar): number =>
  clock.usedMs + (clock.since ? Math.round(workingTime(clock.since, at, calendar) * MINUTE_MS) : 0);

export const advance = (clock: Clock, { at, status }: Phase, calendar: WorkingCalendar): Clock => ({
  since: runs(status) ? at : null,
  usedMs: usedAt(clock, at, calendar),
});

/**
 * Counts what happened to a ticket, in order. `answeredMs` is the working time until the team first answered, as soon
 * as that is known.
 */
export function count(
  before: Clock,
  phases: readonly Phase[],
  { answeredAt, calendar }: { answeredAt: Date | null; calendar: WorkingCalendar },
): { clock: Clock; answeredMs: number | null } {
  let clock = before;
  let answeredMs: number | null = null;
  for (const phase of phases) {
    if (answeredAt && answeredMs === null && answeredAt <= phase.at)
      answeredMs = usedAt(clock, answeredAt, calendar);
    clock = advance(clock, phase, calendar);
  }
  if (answeredAt && answeredMs === null) answeredMs = usedAt(clock, answeredAt, calendar);
  return { clock, answeredMs };
}

/** What is due while the clock runs as it does; nothing while it stands still. */
export function duesOf(
  clock: Clock,
  { firstResponseMinutes, resolutionMinutes }: Targets,
  { isAnswered, calendar }: { isAnswered: boolean; calendar: WorkingCalendar },
): Due[] {
  const { since, usedMs } = clock;
  if (!since) return [];
  const due = (target: TargetName, minutes: number | null): Due[] => {
    if (minutes === null) return [];
    const left = minutes - usedMs / MINUTE_MS;
    const at = addWorkingTime(since, left, calendar);
    const soonAt = addWorkingTime(since, left - Math.min(LEAD_MINUTES, minutes / 2), calendar);
    return at && soonAt ? [{ target, at, soonAt }] : [];
  };
  return [
    ...(isAnswered ? [] : due('first_response', firstResponseMinutes)),
    ...due('resolution', resolutionMinutes),
  ];
}

/** What has to be told at a moment and has not been; of what is late it is no longer foreseen. */
export function tellingsAt(now: Date, dues: readonly Due[], told: readonly string[]): Telling[] {
  return dues.flatMap(({ target, at, soonAt }): Telling[] => {
    const [soon, late] = [`${target}:soon`, `${target}:late`] as const;
    if (at <= now) return told.includes(late) ? [] : [late];
    return soonAt <= now && !told.includes(soon) ? [soon] : [];
  });
}

/** When something has to be told next, if anything. */
export function nextLook(dues: readonly Due[], told: readonly string[]): Date | null {
  const moments = dues.flatMap(({ target, at, soonAt }) => [
    ...(told.includes(`${target}:late`) ? [] : [at]),
    ...(told.includes(`${target}:soon`) || told.includes(`${target}:late`) ? [] : [soonAt]),
  ]);
  return moments.reduce<Date | null>((first, at) => (first && first <= at ? first : at), null);
}
