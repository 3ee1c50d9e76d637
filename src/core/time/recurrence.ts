import { Cron } from 'croner';
import { InputError } from '../errors.ts';
import type { WallTime } from './time-zone.ts';

const FIELDS = 'minute, hour, day of month, month, day of week';

/**
 * A time that the clock skips in spring runs at the first moment after the gap, one that it shows twice in autumn runs
 * at the first; patterns with `*` or steps go on through both hours, as Vixie cron does.
 */
const open = (pattern: string, timezone: string) =>
  new Cron(pattern, { timezone, paused: true, fixedTimeRule: 'no-wildcard' });

/** Checks a cron pattern of five fields; gives it with single spaces. Throws InputError in words. */
export function readCron(text: string): string {
  const pattern = text.trim().replace(/\s+/g, ' ').toUpperCase();
  if (pattern.split(' ').length !== 5) {
    throw new InputError(`A cron pattern has five fields: ${FIELDS}. For example \`0 18 * * FRI\`.`);
  }
  try {
    open(pattern, 'UTC');
  } catch {
    throw new InputError(
      `That is no cron pattern. Its five fields are ${FIELDS}; for example \`0 18 * * FRI\` or \`30 9 1 * *\`.`,
    );
  }
  return pattern;
}

/** The next times of a pattern after a moment, at most `count`; fewer when it never comes again. */
export const nextTimes = (cron: string, timeZone: string, after: Date, count: number): Date[] =>
  open(cron, timeZone).nextRuns(count, after);

/** The moment when a wall clock shows this; of two the first, of none the first moment after the gap. */
export function momentOf(
  { year, month, day, hour, minute }: Omit<WallTime, 'weekday'>,
  timeZone: string,
): Date | undefined {
  const early = new Date(Date.UTC(year, month - 1, day) - 2 * 24 * 60 * 60_000);
  return open(`0 ${minute} ${hour} ${day} ${month} * ${year}`, timeZone).nextRun(early) ?? undefined;
}
