import { InputError } from '../../../core/errors.ts';
import { MINUTES_A_DAY } from '../../../core/time/working-time.ts';
import { clockText } from '../desk/hours/views.ts';
import type { WorkRange } from '../model.ts';

/** Monday first, as calendars are kept. */
export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** `09:00–12:30, 13:30–18:00`. */
export const rangesText = (ranges: readonly WorkRange[]): string =>
  ranges.map(({ from, to }) => `${clockText(from)}–${clockText(to)}`).join(', ');

const RANGE = /(\d{1,2}(?::\d{2})?)\s*(?:-|–|—|to)\s*(\d{1,2}(?::\d{2})?)/g;
const padded = (text: string): string => {
  const [hours = '', minutes = '00'] = text.split(':');
  return `${hours.padStart(2, '0')}:${minutes}`;
};

/** The times of seven days, Monday first; InputError names each day whose are none. */
export function readWeek(days: readonly string[]) {
  const problems: Record<string, string> = {};
  const week = days.map((text, at) => {
    try {
      return readRanges(text);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems[`day${at}`] = `${DAYS[at]}: ${error.message}`;
      return [];
    }
  });
  const [first] = Object.values(problems);
  if (first) throw new InputError(first, problems);
  return week;
}

/** Times as people write them; what is none of them is an InputError that names it. */
function readRanges(text: string): { from: string; to: string }[] {
  const rest = text.replaceAll(RANGE, '').replaceAll(/[\s,;]|and|closed/gi, '');
  if (rest !== '') throw new InputError(`“${text.trim()}” are no times. Write them like 09:00–17:00.`);
  return [...text.matchAll(RANGE)].map(([, from = '', to = '']) => ({ from: padded(from), to: padded(to) }));
}

const LINE = /^(\d{4}-\d{2}-\d{2})\s*(.*)$/;

/** Days that differ, one in a line: `2026-12-31 New Year’s Eve 09:00–12:00`. */
export function readHolidays(text: string) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [, date, rest = ''] = LINE.exec(line) ?? [];
      if (!date)
        throw new InputError(`“${line}” does not begin with a date. Write 2026-12-25 Christmas.`, {
          holidays: 'Begin each line with a date like 2026-12-25.',
        });
      const at = rest.search(RANGE);
      const name = (at < 0 ? rest : rest.slice(0, at)).replace(/[\s,:–-]+$/, '');
      return { date, name, ranges: at < 0 ? [] : readRanges(rest.slice(at)) };
    });
}

export const timeZones = (): string[] => Intl.supportedValuesOf('timeZone');

/** A day from midnight to midnight with its working time filled in; `now` in minutes after midnight. */
export const WeekStrip = (props: { day: string; ranges: readonly WorkRange[]; now?: number }) => (
  <svg
    class="week-strip"
    viewBox={`0 0 ${MINUTES_A_DAY} 60`}
    preserveAspectRatio="none"
    role="img"
    aria-label={`${props.day}: ${rangesText(props.ranges) || 'closed'}`}
  >
    <rect class="night" x="0" y="0" width={MINUTES_A_DAY} height="60" rx="6" />
    {props.ranges.map(({ from, to }) => (
      <rect
        class="work"
        x={from}
        y="8"
        width={Math.max(4, Math.min(to, MINUTES_A_DAY) - from)}
        height="44"
        rx="6"
      />
    ))}
    {[360, 720, 1_080].map((hour) => (
      <line class="hour" x1={hour} x2={hour} y1="0" y2="60" />
    ))}
    {props.now !== undefined && (
      <line class="now" x1={props.now} x2={props.now} y1="0" y2="60" vector-effect="non-scaling-stroke" />
    )}
  </svg>
);
