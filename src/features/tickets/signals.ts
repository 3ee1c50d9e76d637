import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';
import { TICKET_SOURCES, TICKET_STATUSES } from './model.ts';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;

/** What every signal says of the ticket; the timeline is in the signals of its conversation. */
export const TicketTold = v.object({
  id: v.string(),
  number: v.number(),
  subject: v.string(),
  status: v.picklist(TICKET_STATUSES),
  source: v.picklist(TICKET_SOURCES),
  categoryId: v.nullable(v.string()),
  personId: v.string(),
  personName: v.string(),
  assigneeId: v.nullable(v.string()),
  assigneeName: v.nullable(v.string()),
  priority: v.picklist(PRIORITIES),
  tags: v.array(v.string()),
  threadId: v.nullable(v.string()),
});
export type TicketTold = v.InferOutput<typeof TicketTold>;

/** A believable ticket, for samples of signals. */
export const sampleTicket: TicketTold = {
  id: '0192d3a4-7c1e-7a55-8a10-3f5b6c7d8e9f',
  number: 12,
  subject: 'The server does not start',
  status: 'in_progress',
  source: 'panel',
  categoryId: '0192d3a4-7c1e-7a55-8a10-000000000003',
  personId: '1000000000000000011',
  personName: 'Maya',
  assigneeId: '1000000000000000012',
  assigneeName: 'Sam',
  priority: 'normal',
  tags: ['billing'],
  threadId: '1100000000000000077',
};

const ticket = sampleTicket;

export const TICKET_CHANGES = [
  'claimed',
  'unclaimed',
  'assigned',
  'status',
  'priority',
  'tags',
  'renamed',
  'moved',
  'edited',
  'people',
  'placed',
  'place-lost',
] as const;
export type TicketChange = (typeof TICKET_CHANGES)[number];
/** What of a change the member's own page shows; priority, tags and the like are the team's. */
const OF_MEMBER: readonly TicketChange[] = ['claimed', 'status', 'renamed', 'placed', 'place-lost'];

/** The member hears of what their own pages show. */
export function ticketConcerns(data: Record<string, unknown>): string | undefined {
  const { ticket: of, change } = data as { ticket?: TicketTold; change?: TicketChange };
  return change === undefined || OF_MEMBER.includes(change) ? of?.personId : undefined;
}

export const ticketSignals: Record<string, SignalDefinition> = {
  'ticket.opened': {
    title: 'A ticket was opened',
    concerns: ticketConcerns,
    schema: v.object({ ticket: TicketTold, message: v.string() }),
    sample: {
      ticket: { ...ticket, status: 'open', assigneeId: null, assigneeName: null, threadId: null },
      message: 'It says “port in use” since this morning.',
    },
  },
  'ticket.changed': {
    title: 'A ticket was assigned, moved, renamed or changed otherwise',
    concerns: ticketConcerns,
    schema: v.object({
      ticket: TicketTold,
      change: v.pipe(
        v.picklist(TICKET_CHANGES),
        v.description('`people`, `placed`, `place-lost`: of its thread in Discord.'),
      ),
      by: v.pipe(v.string(), v.description('Name of whoever did it.')),
      before: v.pipe(
        v.record(v.string(), v.unknown()),
        v.description('What it was like before, as far as it changed.'),
      ),
    }),
    sample: {
      ticket,
      change: 'claimed',
      by: 'Sam',
      before: { assigneeId: null, assigneeName: null, status: 'open' },
    },
  },
  'ticket.closed': {
    title: 'A ticket was closed',
    concerns: ticketConcerns,
    schema: v.object({
      ticket: TicketTold,
      reason: v.string(),
      by: v.object({ id: v.nullable(v.string()), name: v.string() }),
    }),
    sample: {
      ticket: { ...ticket, status: 'closed' },
      reason: 'Solved: the port was taken by an old process.',
      by: { id: '1000000000000000012', name: 'Sam' },
    },
  },
  'ticket.reopened': {
    title: 'A closed ticket was opened again',
    concerns: ticketConcerns,
    schema: v.object({
      ticket: TicketTold,
      by: v.object({ id: v.nullable(v.string()), name: v.string() }),
    }),
    sample: { ticket: { ...ticket, status: 'open' }, by: { id: '1000000000000000011', name: 'Maya' } },
  },
};
