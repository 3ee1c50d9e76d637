import { Badge, type Tone } from '../../../core/web/components/basics.tsx';
import { DiscordMessage } from '../../../core/web/components/discord-message.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { noticeBody } from '../notice-message.ts';
import type { NoticeRow } from '../notice-view.ts';
import { RAISE_ACCESS } from '../plan-notice.ts';
import { KIND_WORDS, NOTICE_KINDS, type NoticeKind, type NoticeState, STATE_LOOKS } from '../states.ts';

const tones: Readonly<Record<NoticeState, Tone>> = {
  booked: 'neutral',
  investigating: 'bad',
  identified: 'warning',
  monitoring: 'warning',
  resolved: 'good',
  scheduled: 'accent',
  underway: 'warning',
  completed: 'good',
  cancelled: 'neutral',
  firing: 'bad',
  acknowledged: 'warning',
};

export const StateBadge = ({ state }: { state: NoticeState }) => (
  <Badge tone={tones[state]}>{STATE_LOOKS[state].words}</Badge>
);

export const noticePath = (page: Pick<PageRequest, 'base'>, { number }: Pick<NoticeRow, 'number'>) =>
  `${page.base}/notices/${number}`;

/** What whoever looks may raise. */
export const raisable = (page: PageRequest): NoticeKind[] =>
  NOTICE_KINDS.filter((kind) => page.can(RAISE_ACCESS[kind]));

export const RAISE_WORDS: Readonly<Record<NoticeKind, string>> = {
  status: 'Tell of an incident',
  maintenance: 'Plan a maintenance',
  alert: 'Raise an alert',
  billing: 'Tell of a payment',
};

export const kindWords = (kind: NoticeKind): string => KIND_WORDS[kind];

/** A notice as it looks in its channel; pings and buttons are left out. */
export const DrawnNotice = ({ row }: { row: NoticeRow }) => (
  <DiscordMessage message={{ embeds: drawable(row) }} author="Guildhall" />
);

/** Discord's types say undefined where a part is absent. */
const drawable = (row: NoticeRow) =>
  (noticeBody(row).embeds ?? []).map(({ title = '', description = '', color = 0, fields = [], footer }) => ({
    title,
    description,
    color,
    fields,
    ...(footer ? { footer: { text: footer.text } } : {}),
  }));
