import * as v from 'valibot';
import { MINUTES_A_DAY } from '../../../../core/time/working-time.ts';
import { PRIORITIES } from '../../../conversations/public.ts';
import type { WorkRange } from '../../model.ts';
import type { CalendarRow, TargetRow } from './calendar.ts';

const RangeView = v.object({ from: v.string(), to: v.string() });
export const CalendarView = v.object({
  categoryId: v.pipe(v.nullable(v.string()), v.description('Null: for all that have no hours of their own.')),
  timeZone: v.string(),
  isAlways: v.boolean(),
  week: v.pipe(v.array(v.array(RangeView)), v.description('Seven lists of times, Monday first.')),
  holidays: v.array(v.object({ date: v.string(), name: v.string(), ranges: v.array(RangeView) })),
});
export type CalendarView = v.InferOutput<typeof CalendarView>;

export const TargetView = v.object({
  categoryId: v.nullable(v.string()),
  priority: v.nullable(v.picklist(PRIORITIES)),
  firstResponseMinutes: v.nullable(v.number()),
  resolutionMinutes: v.nullable(v.number()),
});
export type TargetView = v.InferOutput<typeof TargetView>;

/** `540` as `09:00`; the end of a day is `24:00`, and what is beyond it of the next day. */
export function clockText(minutes: number): string {
  const shown = minutes > MINUTES_A_DAY ? minutes - MINUTES_A_DAY : minutes;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(shown / 60))}:${two(shown % 60)}`;
}

const rangeView = ({ from, to }: WorkRange) => ({ from: clockText(from), to: clockText(to) });

export const calendarView = (row: CalendarRow): CalendarView => ({
  categoryId: row.categoryKey || null,
  timeZone: row.timeZone,
  isAlways: row.isAlways,
  week: row.week.map((day) => day.map(rangeView)),
  holidays: row.holidays.map(({ date, name, ranges = [] }) => ({
    date,
    name,
    ranges: ranges.map(rangeView),
  })),
});

export const targetView = (row: TargetRow): TargetView => ({
  categoryId: row.categoryKey || null,
  // Safe because it is only ever written from the list of priorities.
  priority: (row.priorityKey || null) as TargetView['priority'],
  firstResponseMinutes: row.firstResponseMinutes,
  resolutionMinutes: row.resolutionMinutes,
});

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `Mon–Fri 09:00–17:00, Sat 10:00–14:00 (Europe/Berlin)`: for people, e.g. in a canned reply. */
export function hoursText(row: CalendarRow | undefined): string {
  if (!row || row.isAlways) return 'day and night';
  const texts = row.week.map((day) =>
    day.map(({ from, to }) => `${clockText(from)}–${clockText(to)}`).join(' and '),
  );
  const parts: string[] = [];
  for (let first = 0; first < 7; ) {
    let last = first;
    while (last < 6 && texts[last + 1] === texts[first]) last++;
    const days = first === last ? DAYS[first] : `${DAYS[first]}–${DAYS[last]}`;
    if (texts[first]) parts.push(`${days} ${texts[first]}`);
    first = last + 1;
  }
  return parts.length === 0 ? 'not at all' : `${parts.join(', ')} (${row.timeZone})`;
}
