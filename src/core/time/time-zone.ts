/** A date and time as a clock on the wall shows it; months and days from 1, weekdays from 0 for Sunday. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  weekday: number;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Making one costs more than all that is done with it. Holds as many as zones were asked for. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}

/** True for a name of the IANA database such as `Europe/Berlin`; offsets like `+02:00` know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]{1,60}$/.test(name)) return false;
  try {
    return formatOf(name).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Every zone that the runtime knows, `UTC` first. */
export const timeZoneNames = (): string[] => [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC'),
];

/** What the clock shows in a zone. Throws RangeError for a zone that there is not. */
export function wallTime(at: Date, timeZone: string): WallTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? ''),
  };
}

/** The date that is `days` later in the calendar; knows nothing of zones. */
export function addDays({ year, month, day }: Pick<WallTime, 'year' | 'month' | 'day'>, days: number) {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** `Fri 27 Nov 2026, 18:00`, for places where Discord draws no timestamps of its own. */
export function wallText(at: Date, timeZone: string): string {
  const { year, month, day, hour, minute, weekday } = wallTime(at, timeZone);
  const name = new Date(Date.UTC(2000, month - 1)).toLocaleString('en-US', {
    month: 'short',
    timeZone: 'UTC',
  });
  const two = (value: number) => String(value).padStart(2, '0');
  return `${WEEKDAYS[weekday]} ${day} ${name} ${year}, ${two(hour)}:${two(minute)}`;
}
