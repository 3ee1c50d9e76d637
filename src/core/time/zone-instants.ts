import { type WallTime, wallTime } from './time-zone.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How far ahead of UTC a zone is at a moment, in milliseconds. */
export function offsetAt(at: number, timeZone: string): number {
  const { year, month, day, hour, minute } = wallTime(new Date(at), timeZone);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/**
 * The first and the last moment (Unix milliseconds) at which a wall clock shows a time: the same on most days, an hour
 * apart where the clock is set back. A time that the clock skips is the moment at which it is set forward.
 */
export function momentsOf(
  { year, month, day, hour, minute }: Omit<WallTime, 'weekday'>,
  timeZone: string,
): { first: number; last: number } {
  const shown = Date.UTC(year, month - 1, day, hour, minute);
  const before = offsetAt(shown - DAY_MS, timeZone);
  const after = offsetAt(shown + DAY_MS, timeZone);
  if (before === after) return { first: shown - before, last: shown - before };
  const real = [shown - before, shown - after].filter(
    (at, index) => offsetAt(at, timeZone) === (index === 0 ? before : after),
  );
  const [first, last] = real;
  if (first !== undefined) return { first, last: last ?? first };
  const change = changeBetween(shown - Math.max(before, after), shown - Math.min(before, after), timeZone);
  return { first: change, last: change };
}

/** The moment within (`low`, `high`] from which on the zone's offset is the one at `high`; to the minute. */
function changeBetween(low: number, high: number, timeZone: string): number {
  const target = offsetAt(high, timeZone);
  let [from, to] = [Math.floor(low / MINUTE_MS), Math.ceil(high / MINUTE_MS)];
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (offsetAt(middle * MINUTE_MS, timeZone) === target) to = middle;
    else from = middle;
  }
  return to * MINUTE_MS;
}
