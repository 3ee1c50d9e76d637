const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });
const long = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

const dayOf = (date: Date): string => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
export const sameDay = (a: string, b: string): boolean => dayOf(new Date(a)) === dayOf(new Date(b));

export const time = (iso: string): string => clock.format(new Date(iso));
export const full = (iso: string): string => long.format(new Date(iso));
export const dayTitle = (iso: string): string => day.format(new Date(iso));

/** "Today at 09:15", "Yesterday at 09:15", else a short date with time. */
export function stamp(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const now = new Date();
  if (dayOf(date) === dayOf(now)) return `Today at ${clock.format(date)}`;
  now.setDate(now.getDate() - 1);
  if (dayOf(date) === dayOf(now)) return `Yesterday at ${clock.format(date)}`;
  return short.format(date);
}
