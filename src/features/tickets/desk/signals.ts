import * as v from 'valibot';
import type { SignalDefinition } from '../../../core/signals/signal.ts';
import { sampleTicket, TicketTold, ticketConcerns } from '../signals.ts';

const Target = v.pipe(
  v.picklist(['first_response', 'resolution']),
  v.description('The first answer, or that it is solved.'),
);
const Due = v.object({
  ticket: TicketTold,
  target: Target,
  dueAt: v.pipe(v.nullable(v.string()), v.description('ISO 8601.')),
});
const Person = v.object({ id: v.nullable(v.string()), name: v.string() });
const ticket = sampleTicket;

const Rated = v.object({
  ticket: TicketTold,
  score: v.pipe(v.number(), v.description('1 to 5.')),
  comment: v.string(),
  agentId: v.nullable(v.string()),
});
const rated = { ticket, score: 5, comment: 'Quick and kind.', agentId: '1000000000000000012' };

export const deskSignals: Record<string, SignalDefinition> = {
  'ticket.due-soon': {
    title: 'A target of a ticket is about to be missed',
    schema: Due,
    sample: { ticket, target: 'first_response', dueAt: '2026-11-20T10:15:00.000Z' },
  },
  'ticket.overdue': {
    title: 'A target of a ticket was missed',
    schema: Due,
    sample: { ticket, target: 'resolution', dueAt: '2026-11-20T10:15:00.000Z' },
  },
  'ticket.close-requested': {
    title: 'The team asked a member whether a ticket can be closed',
    concerns: ticketConcerns,
    schema: v.object({ ticket: TicketTold, reason: v.string(), by: Person }),
    sample: { ticket, reason: 'The server runs again.', by: { id: '1000000000000000012', name: 'Sam' } },
  },
  'ticket.close-declined': {
    title: 'A member wants a ticket kept open',
    concerns: ticketConcerns,
    schema: v.object({ ticket: TicketTold }),
    sample: { ticket },
  },
  'ticket.rated': {
    title: 'A member rated a ticket',
    concerns: ticketConcerns,
    schema: Rated,
    sample: rated,
  },
  'ticket.rating-commented': {
    title: 'A member said why they rated a ticket so',
    concerns: ticketConcerns,
    schema: Rated,
    sample: rated,
  },
  'ticket.transcribed': {
    title: 'The transcript of a ticket was made',
    schema: v.object({
      ticketId: v.string(),
      number: v.number(),
      transcriptId: v.string(),
      audience: v.picklist(['team', 'member']),
      edition: v.number(),
      messages: v.number(),
    }),
    sample: {
      ticketId: ticket.id,
      number: ticket.number,
      transcriptId: '0192d3a4-7c1e-7a55-8a10-000000000009',
      audience: 'team',
      edition: 1,
      messages: 14,
    },
  },
  'tickets.imported': {
    title: 'A file of tickets was brought in',
    schema: v.object({
      importId: v.string(),
      format: v.string(),
      added: v.number(),
      skipped: v.number(),
      faults: v.number(),
    }),
    sample: {
      importId: '0192d3a4-7c1e-7a55-8a10-00000000000a',
      format: 'modmail',
      added: 240,
      skipped: 3,
      faults: 1,
    },
  },
};
