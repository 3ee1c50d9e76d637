import { wallTime } from '../time/time-zone.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** The end of the quiet hours that `now` lies in, or undefined. Hours of the day, 0 to 23; the same twice means none. */
export function endOfQuiet(
  now: Date,
  { quietFrom, quietUntil, timeZone }: { quietFrom: number; quietUntil: number; timeZone: string },
): Date | undefined {
  const [from, until] = [Math.floor(quietFrom), Math.floor(quietUntil)];
  const { hour } = wallTime(now, timeZone);
  const isQuiet = from < until ? hour >= from && hour < until : hour >= from || hour < until;
  if (from === until || !isQuiet) return undefined;
  const end = new Date(now.getTime() + minutesTo(now, until, timeZone) * MINUTE_MS);
  // A night in which the clock is changed is an hour longer or shorter.
  const off = minutesTo(end, until, timeZone);
  const correction = off > DAY_MINUTES / 2 ? off - DAY_MINUTES : off;
  return new Date(end.getTime() + correction * MINUTE_MS);
}

/** Whole minutes until the clock shows that hour, less than a day. */
function minutesTo(at: Date, until: number, timeZone: string): number {
  const { hour, minute } = wallTime(at, timeZone);
  return (until * 60 - hour * 60 - minute + DAY_MINUTES) % DAY_MINUTES;
}
