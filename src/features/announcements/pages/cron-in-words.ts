const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const PLAIN = /^(\d{1,2}) (\d{1,2}) (\*|\d{1,2}) \* (\*|[0-7]|[a-z]{3}|1-5|mon-fri)$/i;

/** `0 18 * * FRI` as `Every Friday at 18:00`; undefined for a pattern that few words can't say. */
export function cronInWords(cron: string): string | undefined {
  const [, minute, hour, date = '', day = ''] = PLAIN.exec(cron.trim()) ?? [];
  if (minute === undefined || hour === undefined) return undefined;
  const when = whenOf(date, day.toLowerCase());
  return when && `${when} at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

function whenOf(date: string, day: string): string | undefined {
  // Cron takes either of the two for enough, which few words can't say.
  if (date !== '*') return day === '*' ? `On day ${date} of every month` : undefined;
  if (day === '*') return 'Every day';
  if (day === '1-5' || day === 'mon-fri') return 'Monday to Friday';
  const name = /^\d$/.test(day)
    ? DAYS[Number(day) % 7]
    : DAYS.find((known) => known.slice(0, 3).toLowerCase() === day);
  return name && `Every ${name}`;
}
