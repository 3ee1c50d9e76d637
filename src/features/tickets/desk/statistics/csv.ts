import type { Figures, Statistics } from './read-statistics.ts';

const COLUMNS = [
  'week',
  'person_id',
  'person',
  'opened',
  'closed',
  'overdue',
  'first_responses',
  'first_response_mean_minutes',
  'first_response_median_minutes',
  'resolution_mean_minutes',
  'resolution_median_minutes',
  'ratings',
  'rating_mean',
];

/**
 * Statistics as a table for spreadsheets (RFC 4180): a line for each week in all, then one for each person in it. Times
 * are minutes of working time.
 */
export function statisticsCsv({ weeks, peopleByWeek }: Statistics): string {
  const lines = weeks.flatMap(({ week, ...figures }) => [
    [week, '', '', ...valuesOf(figures)],
    ...peopleByWeek
      .filter((one) => one.week === week)
      .map(({ id, name, week: _week, ...own }) => [week, id ?? '', name ?? '', ...valuesOf(own)]),
  ]);
  return [COLUMNS, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

const minutes = (ms: number | null): string => (ms === null ? '' : String(Math.round(ms / 6_000) / 10));

const valuesOf = ({ opened, closed, overdue, firstResponse, resolution, rating }: Figures): string[] => [
  String(opened),
  String(closed),
  String(overdue),
  String(firstResponse.count),
  minutes(firstResponse.meanMs),
  minutes(firstResponse.medianMs),
  minutes(resolution.meanMs),
  minutes(resolution.medianMs),
  String(rating.count),
  rating.mean === null ? '' : String(rating.mean),
];

/** Names are people's own words: one that begins like a formula must not become one. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
