/** What a game or web server of a customer can be, as the hosting panel says it. */
export const SERVER_STATES = ['online', 'offline', 'rebooting', 'provisioning'] as const;
export type ServerState = (typeof SERVER_STATES)[number];

export const SERVER_ACTIONS = ['start', 'stop', 'reboot'] as const;
export type ServerAction = (typeof SERVER_ACTIONS)[number];

/** What a server becomes by an action. The panel's report of this state confirms it. */
export const BECOMES: Record<ServerAction, ServerState> = {
  start: 'online',
  stop: 'offline',
  reboot: 'rebooting',
};

/** Ends what players are doing, so it is confirmed first. */
export const isDestructive = (action: ServerAction): boolean => action !== 'start';

/**
 * `awaiting-confirmation` → (`awaiting-approval` →) `requested` → `accepted` by the panel → `confirmed` by its report.
 * What ends otherwise is `cancelled`, `rejected`, `expired`, `failed` when the panel refuses, or `unconfirmed` when
 * nothing is heard in time; a late report still confirms that one.
 */
export const ACTION_STATES = [
  'awaiting-confirmation',
  'awaiting-approval',
  'requested',
  'accepted',
  'confirmed',
  'failed',
  'unconfirmed',
  'cancelled',
  'rejected',
  'expired',
] as const;
export type ActionState = (typeof ACTION_STATES)[number];

/** States that end by themselves when their time is over; a server has one such action at most. */
export const WAITING = ['awaiting-approval', 'requested', 'accepted'] as const satisfies ActionState[];
export const isWaiting = (state: ActionState): boolean => (WAITING as readonly string[]).includes(state);

/** Within this the person who asked has to say yes; in milliseconds. */
export const CONFIRM_MS = 30_000;
/** The same for several servers at once, which take longer to look through. */
export const CONFIRM_BATCH_MS = 120_000;
/** More servers at once are an outage that somebody wants to make. */
export const MOST_IN_BATCH = 25;
/** So long approvers have. */
export const APPROVE_MS = 15 * 60_000;
/** So long the panel has to report that it happened. */
export const REPORT_MS = 120_000;

/** What stopping a server would do to people; null where the panel doesn't tell. */
export interface Impact {
  playersOnline: number | null;
  playersMost: number | null;
  uptimeSeconds: number | null;
}

/** Where a status notice is; see plan-event.ts. */
export const NOTICE_PHASES = [
  'requested',
  'confirmed',
  'failed',
  'unconfirmed',
  'reported',
  'flapping',
] as const;
export type NoticePhase = (typeof NOTICE_PHASES)[number];

/** Ids are the panel's own: short, and safe in an address. */
export const SERVER_ID = /^(?!\.{1,2}$)[\w.-]{1,64}$/;
/** Accounts have ids of many kinds. These would lead to another address, as no encoding changes points. */
export const NO_ACCOUNT_ID = /^\.{0,2}$/;
