import * as v from 'valibot';
import { isTimeZone } from '../../../../core/time/time-zone.ts';
import { MINUTES_A_DAY } from '../../../../core/time/working-time.ts';
import { PRIORITIES } from '../../../conversations/public.ts';
import type { WorkRange } from '../../model.ts';
import { Id } from '../../schemas.ts';

const MOST_RANGES = 6;
const MOST_HOLIDAYS = 200;
/** A target further ahead is a mistake in the unit: four weeks of days and nights. */
const MOST_MINUTES = 4 * 7 * MINUTES_A_DAY;

const Clock = v.pipe(
  v.string('Give a time like 09:00.'),
  v.regex(/^(?:(?:[01]?\d|2[0-3]):[0-5]\d|24:00)$/, 'Give a time like 09:00.'),
);
const Range = v.pipe(
  v.object({ from: Clock, to: Clock }),
  v.check(({ from }) => from !== '24:00', 'A day begins at 00:00.'),
  v.check(({ from, to }) => from !== to, 'It ends when it begins.'),
);
const Ranges = v.pipe(
  v.array(Range, 'Give a list of times.'),
  v.maxLength(MOST_RANGES, `At most ${MOST_RANGES} times a day.`),
  v.check((ranges) => {
    const sorted = ranges.map(readRange).sort((one, other) => one.from - other.from);
    return sorted.every(({ from }, at) => at === 0 || from >= (sorted[at - 1]?.to ?? 0));
  }, 'Two of these times overlap.'),
);

/** `09:00` as minutes after midnight; `24:00` is the end of a day. */
function readClock(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}

/** What ends before it begins ends on the next day. */
export function readRange({ from, to }: v.InferOutput<typeof Range>): WorkRange {
  const [start, end] = [readClock(from), readClock(to)];
  return { from: start, to: end > start ? end : end + MINUTES_A_DAY };
}

const Day = v.pipe(
  v.string('Give a date like 2026-12-25.'),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, 'Give a date like 2026-12-25.'),
  v.check((text) => {
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  }, 'There is no such date in the calendar.'),
);

export const CalendarInput = v.object({
  timeZone: v.pipe(
    v.string('Give a time zone.'),
    v.check(isTimeZone, 'That is no time zone. Give one like Europe/Berlin.'),
  ),
  isAlways: v.optional(v.pipe(v.boolean('Say true or false.'), v.description('Every minute counts.')), false),
  week: v.optional(
    v.pipe(
      v.array(Ranges, 'Give seven lists of times.'),
      v.length(7, 'Give seven lists of times, Monday first.'),
      v.description('Seven lists, Monday first. What ends before it begins ends on the next day.'),
    ),
    [[], [], [], [], [], [], []],
  ),
  holidays: v.optional(
    v.pipe(
      v.array(
        v.object({
          date: Day,
          name: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(80, 'At most 80 characters.')), ''),
          ranges: v.optional(v.pipe(Ranges, v.description('Closed all day without.')), []),
        }),
      ),
      v.maxLength(MOST_HOLIDAYS, `At most ${MOST_HOLIDAYS} days.`),
      v.check((days) => new Set(days.map(({ date }) => date)).size === days.length, 'A day is there twice.'),
    ),
    [],
  ),
});
export type CalendarInput = v.InferInput<typeof CalendarInput>;

const minutes = v.nullable(
  v.pipe(
    v.number('Give minutes, or null for no target.'),
    v.integer('Give whole minutes.'),
    v.minValue(1, 'At least a minute.'),
    v.maxValue(MOST_MINUTES, `At most ${MOST_MINUTES} minutes.`),
    v.description('Minutes of working time; null for no target.'),
  ),
);
export const CategoryKey = v.optional(
  v.pipe(v.nullable(Id), v.description('Id of the category; null for all that have none of their own.')),
  null,
);
export const PriorityKey = v.optional(
  v.pipe(v.nullable(v.picklist(PRIORITIES)), v.description('Null for all that have none of their own.')),
  null,
);
export const TargetInput = v.object({
  categoryId: CategoryKey,
  priority: PriorityKey,
  firstResponseMinutes: minutes,
  resolutionMinutes: minutes,
});
export type TargetInput = v.InferInput<typeof TargetInput>;
