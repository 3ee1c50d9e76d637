import * as v from 'valibot';
import type { Telling } from '../../core/notifications/kind.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { escapeMarkdown, inertMentions } from '../../discord/text.ts';
import { type NoticeView, Raised, Unposted } from './signals.ts';
import { KIND_WORDS, STATE_LOOKS } from './states.ts';

const About = v.looseObject(Raised.entries);
const inert = (text: string) => inertMentions(escapeMarkdown(text));
const noticeOf = (signal: Signal): NoticeView => v.parse(About, signal.data).notice;

/** Whether a signal is about a notice of a kind. */
export const isAbout = (signal: Signal, kind: NoticeView['kind']): boolean => noticeOf(signal).kind === kind;

export function tellOfNotice(signal: Signal): Telling[] {
  const { kind, title, state, message, number } = noticeOf(signal);
  const { emoji, words } = STATE_LOOKS[state];
  return [
    {
      text: `${emoji} **${KIND_WORDS[kind]}: ${inert(title)}** (${words})\n${inert(message)}`.trim(),
      plain: `${KIND_WORDS[kind]}: ${title} (${words}). ${message}`.trim(),
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
  const { title, message, number, escalations } = noticeOf(signal);
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
