export const TICKET_STATUSES = ['open', 'in_progress', 'waiting', 'closed'] as const;
/** `open`: nobody has taken it up. `in_progress`: the team works on it. `waiting`: for the member. */
export type TicketStatus = (typeof TICKET_STATUSES)[number];

export const TICKET_SOURCES = ['discord', 'panel', 'message', 'api', 'web'] as const;
/** By which way it was opened: a command, a panel, a message that somebody pointed at, a program, the dashboard. */
export type TicketSource = (typeof TICKET_SOURCES)[number];

export const SETUP_STATES = ['pending', 'message', 'thread', 'ready', 'none'] as const;
/**
 * How far its place in Discord is: `pending`: nothing is there. `message`: the ticket's message stands in the channel.
 * `thread`: the thread is there. `ready`: all is. `none`: it has no place in Discord, and wants none.
 */
export type SetupState = (typeof SETUP_STATES)[number];

/** Why its place in Discord could not be made, and at which step. */
export interface SetupError {
  step: 'message' | 'thread' | 'member' | 'channel';
  /** Discord's code, if it said one. */
  discordCode?: number;
  /** A sentence for people: what is wrong and what to do. */
  text: string;
}

/** What somebody answered to the questions of a category, in the order of the form. */
export interface TicketAnswer {
  /** Id of the question. */
  question: string;
  /** The question as it was asked. */
  label: string;
  value: string;
}

/** A question of a category's form. */
export interface FormQuestion {
  /** Lower-case letters, digits, `-`; stays when the question is worded anew. */
  id: string;
  label: string;
  description?: string | undefined;
  style: 'short' | 'long' | 'select';
  placeholder?: string | undefined;
  required: boolean;
  /** Characters. */
  minLength?: number | undefined;
  maxLength?: number | undefined;
  /** What can be chosen, for `select`. */
  options?: string[] | undefined;
}

export const PANEL_STYLES = ['buttons', 'select'] as const;
export type PanelStyle = (typeof PANEL_STYLES)[number];

/** One range of working time on a day of the week, in minutes since midnight of the calendar's zone. */
export interface WorkRange {
  from: number;
  /** Up to 1440. */
  to: number;
}

/** A day that differs from its weekday: closed all day without ranges. */
export interface Holiday {
  /** `YYYY-MM-DD` in the calendar's zone. */
  date: string;
  name: string;
  ranges?: WorkRange[] | undefined;
}

export const IMPORT_FORMATS = ['guildhall', 'discord-tickets', 'modmail'] as const;
/** Which program wrote a file of tickets. */
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export const IMPORT_STATES = ['checked', 'queued', 'running', 'stopped', 'done', 'failed'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** Why a part of a file was not taken; `where` says which, for people. */
export interface ImportFault {
  where: string;
  text: string;
}
