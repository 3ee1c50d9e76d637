import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { wallTime } from '../../../core/time/time-zone.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import type { AnnouncementRow } from '../announcement-view.ts';

/** Addresses name an announcement by number or id, never by words, which may fit another one tomorrow. */
export function announcementParam(page: PageRequest): string {
  const text = page.param('announcement');
  if (/^\d{1,10}$/.test(text) || isUuid(text)) return text;
  throw new NotFoundError('There is no such announcement in this server.');
}

/** The time as somebody would write it: read again in its zone, it is the same time. */
export function whenText({ timing, timeZone }: Pick<AnnouncementRow, 'timing' | 'timeZone'>): string {
  if (timing.kind === 'cron') return timing.cron;
  const { year, month, day, hour, minute } = wallTime(new Date(timing.at), timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}
