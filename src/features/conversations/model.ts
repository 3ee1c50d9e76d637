/** `waiting`: for the person. `snoozed`: until a time, or until the person writes. */
export const CONVERSATION_STATES = ['open', 'waiting', 'snoozed', 'closed'] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];

export const TRANSPORTS = ['dm', 'thread', 'channel', 'web'] as const;
/** Direct message, private thread, channel of its own, or a page of the dashboard. */
export type Transport = (typeof TRANSPORTS)[number];

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const DIRECTIONS = ['in', 'out', 'note', 'event'] as const;
/** `note`: only the team sees it. `event`: something that happened, told in a sentence. */
export type Direction = (typeof DIRECTIONS)[number];

export const AUTHOR_KINDS = ['person', 'staff', 'bot', 'system'] as const;
export type AuthorKind = (typeof AUTHOR_KINDS)[number];

export const MESSAGE_STATES = [
  'received',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'seen',
  'failed',
  'unreachable',
  'cancelled',
] as const;
/**
 * Outgoing: `scheduled` → `queued` → `sending` → `sent` → `seen` (the person wrote after it). `failed` is for good;
 * `unreachable` waits until the person acts; `cancelled` was taken back before it was sent.
 */
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Those of what a person gets to see on their own page: nothing that was taken back, or is never meant to arrive yet. */
export const OWN_STATES = ['received', 'sent', 'seen', 'unreachable'] as const satisfies MessageState[];

export const MESSAGE_PURPOSES = ['reply', 'automatic', 'bulk'] as const;
/** `automatic` and `bulk` are refused for people who do not want to be written to. */
export type MessagePurpose = (typeof MESSAGE_PURPOSES)[number];

/** Why a conversation went to whom it did. */
export interface RouteReason {
  /** Name of the step or id of the rule that decided. */
  rule: string;
  /** A sentence for people. */
  text: string;
  evidence?: Record<string, unknown>;
}

/** Why a message did not arrive. */
export interface DeliveryError {
  /** Stable word for programs: `dm_closed`, `unknown_user`, `not_sent`, … */
  code: string;
  /** Discord's own code, if it said one. */
  discordCode?: number;
  /** A sentence for people. */
  text: string;
}

export interface PastText {
  content: string;
  /** When it was replaced, ISO 8601. */
  until: string;
}

/** What a message has besides its text. */
export interface MessageExtras {
  stickers?: { id: string; name: string; format: number }[];
  embeds?: { title?: string; description?: string; url?: string }[];
  /** Discord's id of the message that it replies to, where that one is not known here. */
  replyToDiscordId?: string;
  /** Accent of the card, 0xRRGGBB. */
  colour?: number;
  /** Words that are put in place of the message's own kind, e.g. the type of an event. */
  event?: string;
}

export interface ConsentEntry {
  state: 'granted' | 'withdrawn';
  /** ISO 8601. */
  at: string;
  /** What proves it: the person's own words, a form, whoever wrote it down. */
  evidence: string;
  /** Label of the actor. */
  by: string;
}
