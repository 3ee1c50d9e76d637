import { InputError } from '../errors.ts';
import { momentOf, readCron } from './recurrence.ts';
import { addDays, type WallTime, wallTime } from './time-zone.ts';

/** Once at a moment, or again and again by a cron pattern in the zone that it is read in. */
export type Timing = { kind: 'once'; at: string } | { kind: 'cron'; cron: string };

const EXAMPLES =
  'Write it like `2026-12-01 18:00`, `tomorrow 18:00`, `next friday 8pm`, `in 2 hours`, `every weekday 9:00`, or as a cron pattern like `0 18 * * FRI`.';
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const CRON_DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const UNIT_MS: Record<string, number> = { m: 60_000, h: 3_600_000 };
const CRON_CHARACTERS = /^[\d*,/#LW?+\-A-Za-z]+(?:\s+[\d*,/#LW?+\-A-Za-z]+){4}$/;

interface Clock {
  hour: number;
  minute: number;
}
type Day = Pick<WallTime, 'year' | 'month' | 'day'>;

/**
 * Reads a time as people write it. What it understood must be shown to them: `18:00` alone is today, or tomorrow when
 * that has passed. Throws InputError with examples when it understands nothing, or when the time has passed.
 */
export function readTime(text: string, { now, timeZone }: { now: Date; timeZone: string }): Timing {
  const words = text.trim().replace(/\s+/g, ' ');
  const lower = words
    .toLowerCase()
    .replace(/\b(?:at|on|um)\b ?/g, '')
    .trim();
  if (lower === '') throw new InputError(`When? ${EXAMPLES}`);
  const every = readEvery(lower);
  if (every) return { kind: 'cron', cron: every };
  if (CRON_CHARACTERS.test(words) && /[\d*]/.test(words.charAt(0)) && !/:/.test(words)) {
    return { kind: 'cron', cron: readCron(words) };
  }
  const at = readMoment(lower, now, timeZone);
  if (!at) throw new InputError(`“${words.slice(0, 60)}” is no time that I understand. ${EXAMPLES}`);
  if (at.getTime() <= now.getTime()) throw new InputError(`That time has passed. ${EXAMPLES}`);
  return { kind: 'once', at: at.toISOString() };
}

function readMoment(text: string, now: Date, timeZone: string): Date | undefined {
  const later = /^in (\d{1,5}|an?) ?(minutes?|mins?|m|hours?|h|days?|d|weeks?|w)(?: (.+))?$/.exec(text);
  if (later) return readLater(later, now, timeZone);
  const iso = /^(\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:z|[+-]\d{2}:\d{2}))$/.exec(text);
  if (iso) return valid(new Date(text.toUpperCase()));
  const today = wallTime(now, timeZone);
  const { day, rest } = readDay(text, today);
  const clock = readClock(rest);
  if (!clock) return undefined;
  if (day) return momentOf({ ...day, ...clock }, timeZone);
  const first = momentOf({ ...today, ...clock }, timeZone);
  return first && first > now ? first : momentOf({ ...addDays(today, 1), ...clock }, timeZone);
}

/** Hours and minutes are real time; days and weeks keep the clock's hour when summer time begins or ends. */
function readLater(found: RegExpExecArray, now: Date, timeZone: string): Date | undefined {
  const [, amount = '', unit = '', rest] = found;
  const count = /^\d/.test(amount) ? Number(amount) : 1;
  const ms = UNIT_MS[unit.charAt(0)];
  if (ms !== undefined) return rest === undefined ? valid(new Date(now.getTime() + count * ms)) : undefined;
  const wall = wallTime(now, timeZone);
  const clock = rest === undefined ? wall : readClock(rest);
  const days = count * (unit.startsWith('w') ? 7 : 1);
  return clock && days < 4_000
    ? momentOf({ ...addDays(wall, days), hour: clock.hour, minute: clock.minute }, timeZone)
    : undefined;
}

function readDay(text: string, today: WallTime): { day: Day | undefined; rest: string } {
  const dated =
    /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?:t| |$)(?<rest>.*)$/.exec(text) ??
    /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4}) (?<rest>.*)$/.exec(text);
  if (dated?.groups) {
    const { year, month, day, rest = '' } = dated.groups;
    return { day: realDay(Number(year), Number(month), Number(day)), rest: readable(rest, dated.groups) };
  }
  const named = /^(today|tomorrow|(?:next |this )?(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*) (.+)$/.exec(text);
  if (!named) return { day: undefined, rest: text };
  const [, name = '', rest = ''] = named;
  if (name === 'today') return { day: today, rest };
  if (name === 'tomorrow') return { day: addDays(today, 1), rest };
  const weekday = weekdayOf(name.replace(/^(?:next|this) /, ''));
  if (weekday === undefined) return { day: undefined, rest: text };
  // Today's name means the day in a week: whoever means today says so.
  const ahead = (weekday - today.weekday + 7) % 7 || 7;
  return { day: addDays(today, ahead), rest };
}

/** A date that the calendar does not have must not become another one in silence. */
function realDay(year: number, month: number, day: number): Day {
  const real = addDays({ year, month, day }, 0);
  if (real.month !== month || real.day !== day || year > 2200) {
    throw new InputError(`There is no ${year}-${month}-${day} in the calendar.`);
  }
  return real;
}

const readable = (rest: string, groups: Record<string, string | undefined>): string => {
  if (rest.trim() === '') {
    throw new InputError(`At what time on ${groups.year}-${groups.month}-${groups.day}? ${EXAMPLES}`);
  }
  return rest.trim();
};

/** A map, so that `constructor` finds nothing. */
const SPOKEN = new Map<string, Clock>([
  ['noon', { hour: 12, minute: 0 }],
  ['midnight', { hour: 0, minute: 0 }],
]);

function readClock(text: string): Clock | undefined {
  const spoken = SPOKEN.get(text);
  if (spoken) return spoken;
  const found = /^(\d{1,2})(?:[:.h](\d{2}))?(?::00)? ?(am|pm|uhr|h)?$/.exec(text);
  if (!found) return undefined;
  const [, hours = '', minutes, half] = found;
  if (minutes === undefined && half === undefined) return undefined;
  const minute = Number(minutes ?? 0);
  let hour = Number(hours);
  if (half === 'am' || half === 'pm') {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  }
  return hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

function weekdayOf(name: string): number | undefined {
  const index = DAYS.findIndex((day) => day === name || (name.length >= 3 && day.startsWith(name)));
  return index < 0 ? undefined : index;
}

/** `every friday 18:00`, `every weekday 9:00`, `every day noon`, `every month 1 10:00`, `every 2 hours`. */
function readEvery(text: string): string | undefined {
  const found = /^(?:every|each) (.+)$/.exec(text) ?? /^(daily) (.+)$/.exec(text);
  if (!found) return undefined;
  const [, first = '', second] = found;
  const rest = second === undefined ? first : `day ${second}`;
  const steps = /^(\d{1,2}) (minutes?|hours?)$/.exec(rest);
  if (steps || rest === 'hour') {
    const count = Number(steps?.[1] ?? 1);
    return readCron(steps?.[2]?.startsWith('m') ? `*/${count} * * * *` : `0 */${count} * * *`);
  }
  const [, day = '', date, time = ''] =
    /^([a-z]+)(?: (\d{1,2})(?:st|nd|rd|th|\.)?)? (\S.*)$/.exec(rest) ?? [];
  const monthly = day === 'month' && date !== undefined;
  const clock = readClock(monthly || date === undefined ? time : `${date} ${time}`);
  if (!clock) return undefined;
  const at = `${clock.minute} ${clock.hour}`;
  if (monthly) return readCron(`${at} ${date} * *`);
  if (day === 'day') return readCron(`${at} * * *`);
  if (day === 'weekday') return readCron(`${at} * * MON-FRI`);
  if (day === 'weekend') return readCron(`${at} * * SAT,SUN`);
  const weekday = weekdayOf(day);
  return weekday === undefined ? undefined : readCron(`${at} * * ${CRON_DAYS[weekday]}`);
}

const valid = (date: Date): Date | undefined => (Number.isNaN(date.getTime()) ? undefined : date);
