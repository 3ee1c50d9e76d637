import { addDays, type WallTime, wallTime } from './time-zone.ts';
import { momentsOf, offsetAt } from './zone-instants.ts';

/**
 * A stretch of a day in minutes after midnight, by the clock on the wall. It begins before 1440; an end beyond that is on
 * the next day.
 */
export interface WorkingRange {
  from: number;
  to: number;
}

/** When somebody works. */
export interface WorkingCalendar {
  /** IANA name. */
  timeZone: string;
  /** By weekday, from Sunday; a stretch belongs to the day on which it begins. */
  week: readonly (readonly WorkingRange[])[];
  /** Dates (`2026-12-24`) that differ from their weekday: no stretches is a holiday. */
  days: Readonly<Record<string, readonly WorkingRange[]>>;
}

/** A stretch of real time, in Unix milliseconds. */
interface Span {
  from: number;
  to: number;
}
type Day = Pick<WallTime, 'year' | 'month' | 'day'>;

export const MINUTES_A_DAY = 24 * 60;
const MINUTE_MS = 60_000;
const DAY_MS = MINUTES_A_DAY * MINUTE_MS;
/** Work that does not fit into so many days is never done. */
const FURTHEST_DAYS = 3_660;

/** Somebody always works: minutes are minutes. */
export const ALWAYS: WorkingCalendar = {
  timeZone: 'UTC',
  week: Array.from({ length: 7 }, () => [{ from: 0, to: MINUTES_A_DAY }]),
  days: {},
};

/**
 * Minutes of work between two moments, exact also where clocks are changed: a stretch begins when the clock first shows
 * its beginning and ends when it last shows its end. So a day of 0–24 h has 23 or 25 hours then. 0 if `to` is earlier.
 */
export function workingTime(from: Date, to: Date, calendar: WorkingCalendar): number {
  const [start, end] = [from.getTime(), to.getTime()];
  let total = 0;
  for (const span of spansFrom(start, calendar)) {
    if (span.from >= end) break;
    total += Math.min(span.to, end) - span.from;
  }
  return total / MINUTE_MS;
}

/**
 * The moment at which so many minutes of work are done; for none, `from` itself. Work that ends with a stretch ends
 * then, and not when the next one begins. Undefined where it would take more than ten years.
 */
export function addWorkingTime(from: Date, minutes: number, calendar: WorkingCalendar): Date | undefined {
  let left = Math.round(minutes * MINUTE_MS);
  if (left <= 0) return from;
  for (const span of spansFrom(from.getTime(), calendar)) {
    const length = span.to - span.from;
    if (length >= left) return new Date(span.from + left);
    left -= length;
  }
  return undefined;
}

/** The moment itself while somebody works, else when the next stretch begins. Undefined if nobody ever works. */
export function nextWorkingMoment(at: Date, calendar: WorkingCalendar): Date | undefined {
  for (const span of spansFrom(at.getTime(), calendar)) return new Date(span.from);
  return undefined;
}

export const isWorkingTime = (at: Date, calendar: WorkingCalendar): boolean =>
  nextWorkingMoment(at, calendar)?.getTime() === at.getTime();

/** Stretches of work after a moment, in order; what two of them share belongs to the first. */
function* spansFrom(start: number, calendar: WorkingCalendar): Generator<Span> {
  if (calendar.week.every((day) => day.length === 0) && Object.keys(calendar.days).length === 0) return;
  const read = spanReader(calendar.timeZone);
  let day: Day = addDays(wallTime(new Date(start), calendar.timeZone), -2);
  let covered = start;
  for (let count = 0; count < FURTHEST_DAYS; count++, day = addDays(day, 1)) {
    for (const range of rangesOf(day, calendar)) {
      const span = read(day, range);
      const from = Math.max(span.from, covered);
      if (span.to <= from) continue;
      covered = span.to;
      yield { from, to: span.to };
    }
  }
}

function rangesOf(day: Day, { week, days }: WorkingCalendar): readonly WorkingRange[] {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day));
  const ranges = days[date.toISOString().slice(0, 10)] ?? week[date.getUTCDay()] ?? [];
  return ranges.toSorted((one, other) => one.from - other.from);
}

/** Where the zone's offset is the same days before and after, no clock is changed and sums are enough. */
function spanReader(timeZone: string): (day: Day, range: WorkingRange) => Span {
  const offsets = new Map<number, number>();
  const offsetOn = (at: number) => {
    const known = offsets.get(at) ?? offsetAt(at, timeZone);
    offsets.set(at, known);
    return known;
  };
  return (day, { from, to }) => {
    const midnight = Date.UTC(day.year, day.month - 1, day.day);
    const offset = offsetOn(midnight - 2 * DAY_MS);
    if (offset === offsetOn(midnight + 4 * DAY_MS) && offset === offsetOn(midnight + DAY_MS)) {
      return { from: midnight - offset + from * MINUTE_MS, to: midnight - offset + to * MINUTE_MS };
    }
    return { from: momentsOf(wall(day, from), timeZone).first, to: momentsOf(wall(day, to), timeZone).last };
  };
}

const wall = (day: Day, minutes: number) => ({
  ...addDays(day, Math.floor(minutes / MINUTES_A_DAY)),
  hour: Math.floor((minutes % MINUTES_A_DAY) / 60),
  minute: minutes % 60,
});
