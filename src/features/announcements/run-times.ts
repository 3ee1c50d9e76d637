import { InputError } from '../../core/errors.ts';
import type { Timing } from '../../core/time/read-time.ts';
import { nextTimes } from '../../core/time/recurrence.ts';

/** Minutes; what comes more often is a mistake in a pattern, and nobody reads it. */
const LEAST_PAUSE_MINUTES = 5;
/** Enough times to see the shortest pause of any pattern within a day. */
const LOOKED_AT = 300;
/** Beyond this many, a number of missed times says nothing more. */
const COUNTED = 1_000;

/** The times after a moment, at most `count`. */
export function runTimes(timing: Timing, timeZone: string, after: Date, count: number): Date[] {
  if (timing.kind === 'cron') return nextTimes(timing.cron, timeZone, after, count);
  const at = new Date(timing.at);
  return at > after && count > 0 ? [at] : [];
}

/** How many times a pattern passed in `(from, until]`. */
export function missedTimes(timing: Timing, timeZone: string, from: Date, until: Date): number {
  if (timing.kind === 'once') return 0;
  return runTimes(timing, timeZone, from, COUNTED).filter((at) => at <= until).length;
}

/** Refuses what never comes, and what comes too often. */
export function checkTiming(timing: Timing, timeZone: string, now: Date): void {
  if (runTimes(timing, timeZone, now, 1).length === 0) {
    throw new InputError(
      timing.kind === 'once'
        ? 'That time has passed.'
        : `\`${timing.cron}\` never comes: check day and month.`,
    );
  }
  if (timing.kind === 'once') return;
  // In UTC, because the end of summer time brings times together that are apart on every other day.
  const times = nextTimes(timing.cron, 'UTC', now, LOOKED_AT);
  const tooSoon = times.some(
    (at, index) => at.getTime() - (times[index - 1]?.getTime() ?? 0) < LEAST_PAUSE_MINUTES * 60_000,
  );
  if (tooSoon) {
    throw new InputError(`That is too often. At least ${LEAST_PAUSE_MINUTES} minutes must lie between.`);
  }
}
