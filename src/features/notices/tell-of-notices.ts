import * as v from 'valibot';
import type { Telling } from '../../core/notifications/kind.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { escapeMarkdown, inertMentions, timestamp } from '../../discord/text.ts';
import { kinded, type MaintenanceDetails, type NoticeDetails } from './details.ts';
import { escalatedSince } from './due.ts';
import { CHANGES, type NoticeChange, type NoticeView, Raised, Unposted } from './signals.ts';
import { KIND_WORDS, STATE_LOOKS } from './states.ts';

const About = v.looseObject({ ...Raised.entries, change: v.optional(v.picklist(CHANGES)) });
const inert = (text: string) => inertMentions(escapeMarkdown(text));
const noticeOf = (signal: Signal): NoticeView => v.parse(About, signal.data).notice;
/** Safe because a notice is told with the details of its kind. */
const detailsOf = ({ details }: NoticeView) => details as unknown as NoticeDetails;

/** What a message begins with that is about no new state: else it reads like the one before. */
const BEGINNINGS: Partial<Record<NoticeChange, string>> = {
  reminded: 'Reminder: ',
  moved: 'Moved: ',
  reopened: 'Again: ',
};
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const plainly = (at: Date): string => `${dates.format(at)} UTC`;
const live = (at: Date): string => `${timestamp(at, 'F')} (${timestamp(at, 'R')})`;

/** When a maintenance is, as long as that is to come; else nothing. */
function whenOf(notice: NoticeView, say: (at: Date) => string): string {
  const of = kinded({ kind: notice.kind, details: detailsOf(notice) });
  if (of.kind !== 'maintenance') return '';
  const [begins, ends] = [say(new Date(of.details.startsAt)), say(new Date(of.details.endsAt))];
  if (notice.state === 'scheduled') return `Begins ${begins}, ends ${ends}.`;
  return notice.state === 'underway' ? `Ends ${ends}.` : '';
}

/** Whether a signal is about a notice of a kind. */
export const isAbout = (signal: Signal, kind: NoticeView['kind']): boolean => noticeOf(signal).kind === kind;

/** Ids of the servers that a signal of a notice is about; none but for a maintenance of servers. */
export function serversOfMaintenance(signal: Signal): readonly string[] {
  const { kind, details } = noticeOf(signal);
  return kind === 'maintenance' ? ((details as unknown as MaintenanceDetails).servers ?? []) : [];
}

/** To whoever hears of all notices of its kind. */
export function tellOfNotice(signal: Signal): Telling[] {
  const { notice, change } = v.parse(About, signal.data);
  const { kind, title, state, message, number } = notice;
  const { emoji, words } = STATE_LOOKS[state];
  const beginning = (change && BEGINNINGS[change]) ?? '';
  const lines = (parts: readonly string[], between: string) =>
    parts.filter((part) => part !== '').join(between);
  return [
    {
      text: lines(
        [
          `${emoji} **${beginning}${KIND_WORDS[kind]}: ${inert(title)}** (${words})`,
          whenOf(notice, live),
          inert(message),
        ],
        '\n',
      ),
      plain: lines(
        [`${beginning}${KIND_WORDS[kind]}: ${title} (${words}).`, whenOf(notice, plainly), message],
        ' ',
      ),
      // Members are told as well, and the page is for staff.
      ...(kind === 'alert' ? { path: `/notices/${number}` } : {}),
    },
  ];
}

/** Only to the customer; whoever is nobody's customer is told nothing. */
export function tellOfBilling(signal: Signal): Telling[] {
  const { customerId, title, message } = noticeOf(signal);
  if (!customerId) return [];
  return [
    {
      userIds: [customerId],
      text: `💳 **${inert(title)}**\n${inert(message)}`.trim(),
      plain: message ? `${title}. ${message}` : title,
    },
  ];
}

export function tellOfEscalation(signal: Signal): Telling[] {
  const notice = noticeOf(signal);
  const { kind, title, message, number } = notice;
  const escalations = escalatedSince({ ...notice, kind, details: detailsOf(notice) });
  const again = escalations > 1 ? ` It is said for the ${ordinal(escalations)} time.` : '';
  return [
    {
      text: `⏰ **Nobody has taken the alert: ${inert(title)}**\n${inert(message)}${again}`,
      plain: `Nobody has taken the alert: ${title}. ${message}${again}`,
      path: `/notices/${number}`,
    },
  ];
}

/** Once a day for each kind, however many notices fail: the list of them is in the dashboard. */
export function tellOfUnposted(signal: Signal): Telling[] {
  const { kind, number, problem } = v.parse(Unposted, signal.data);
  const words = `${KIND_WORDS[kind]}: notice #${number} could not be posted.`;
  return [
    {
      text: `⚠️ **${words}** ${problem}`,
      plain: `${words} ${problem}`,
      path: `/notices/${number}`,
      once: `unposted:${kind}:${signal.createdAt.slice(0, 10)}`,
    },
  ];
}

const ordinal = (count: number) => (count === 2 ? 'second' : 'third');
