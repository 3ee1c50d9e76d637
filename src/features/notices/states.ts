/** What a notice is about; each goes to a channel of its own. */
export const NOTICE_KINDS = ['billing', 'status', 'maintenance', 'alert'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const STATES = {
  billing: ['booked'],
  status: ['investigating', 'identified', 'monitoring', 'resolved'],
  maintenance: ['scheduled', 'underway', 'completed', 'cancelled'],
  alert: ['firing', 'acknowledged', 'resolved'],
} as const satisfies Record<NoticeKind, readonly string[]>;

export const ALL_STATES = [
  'booked',
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'scheduled',
  'underway',
  'completed',
  'cancelled',
  'firing',
  'acknowledged',
] as const;
export type NoticeState = (typeof ALL_STATES)[number];

/** States after which nothing comes any more. */
const OVER: readonly NoticeState[] = ['booked', 'resolved', 'completed', 'cancelled'];
export const isOver = (state: NoticeState): boolean => OVER.includes(state);

export const isStateOf = (kind: NoticeKind, state: string): state is NoticeState =>
  (STATES[kind] as readonly string[]).includes(state);

/** How a kind ends well; undefined for what is over from the start. */
export const endOf = (kind: NoticeKind): NoticeState | undefined =>
  kind === 'billing' ? undefined : kind === 'maintenance' ? 'completed' : 'resolved';

export const KIND_WORDS: Readonly<Record<NoticeKind, string>> = {
  billing: 'Billing',
  status: 'System status',
  maintenance: 'Maintenance',
  alert: 'Critical alert',
};

/** How a state looks: an emoji, a word and a colour of Discord's, 0 to 0xffffff. */
export const STATE_LOOKS: Readonly<Record<NoticeState, { emoji: string; words: string; colour: number }>> = {
  booked: { emoji: '💳', words: 'Booked', colour: 0x5865f2 },
  investigating: { emoji: '🔴', words: 'Investigating', colour: 0xed4245 },
  identified: { emoji: '🟠', words: 'Identified', colour: 0xe67e22 },
  monitoring: { emoji: '🟡', words: 'Monitoring', colour: 0xfee75c },
  resolved: { emoji: '✅', words: 'Resolved', colour: 0x57f287 },
  scheduled: { emoji: '🗓️', words: 'Scheduled', colour: 0x5865f2 },
  underway: { emoji: '🛠️', words: 'Underway', colour: 0xe67e22 },
  completed: { emoji: '✅', words: 'Completed', colour: 0x57f287 },
  cancelled: { emoji: '🚫', words: 'Cancelled', colour: 0x99aab5 },
  firing: { emoji: '🚨', words: 'Nobody has taken it', colour: 0xed4245 },
  acknowledged: { emoji: '👀', words: 'Taken', colour: 0xfee75c },
};
