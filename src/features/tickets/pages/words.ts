import type { Tone } from '../../../core/web/components/basics.tsx';
import type { Priority } from '../../conversations/public.ts';
import type { TicketSource, TicketStatus } from '../model.ts';

/** What people call a ticket's states, ways and weights. */
export const STATUS_WORDS: Record<TicketStatus, { title: string; tone: Tone }> = {
  open: { title: 'New', tone: 'accent' },
  in_progress: { title: 'In progress', tone: 'good' },
  waiting: { title: 'Waiting for member', tone: 'warning' },
  closed: { title: 'Closed', tone: 'neutral' },
};

/** The same to the member whose ticket it is. */
export const OWN_STATUS_WORDS: Record<TicketStatus, { title: string; tone: Tone }> = {
  open: { title: 'Waiting for the team', tone: 'accent' },
  in_progress: { title: 'The team is on it', tone: 'good' },
  waiting: { title: 'Waiting for you', tone: 'warning' },
  closed: { title: 'Closed', tone: 'neutral' },
};

export const SOURCE_WORDS: Record<TicketSource, string> = {
  discord: 'by command',
  panel: 'from a panel',
  message: 'from a message',
  api: 'by a program',
  web: 'on the web',
};

export const PRIORITY_WORDS: Record<Priority, string> = {
  low: 'Low',
  normal: 'Normal',
  high: 'High',
  urgent: 'Urgent',
};
