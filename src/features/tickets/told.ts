import type { NewSignal } from '../../core/signals/signal.ts';
import type { TicketChange, TicketTold } from './signals.ts';
import type { Ticket } from './views.ts';

export const ticketSubject = (id: string): string => `ticket:${id}`;

/** A ticket as signals tell of it. */
export const toldOf = ({ ticket, conversation }: Ticket): TicketTold => ({
  id: ticket.id,
  number: conversation.number,
  subject: conversation.subject,
  status: ticket.status,
  source: ticket.source,
  categoryId: ticket.categoryId,
  personId: conversation.personId,
  personName: conversation.personName,
  assigneeId: conversation.assigneeId,
  assigneeName: conversation.assigneeName,
  priority: conversation.priority,
  tags: conversation.tags,
  threadId: ticket.threadId,
});

/** `after`: the ticket as it is once the change is made. */
export const toldOfChange = (
  after: Ticket,
  change: TicketChange,
  by: string,
  before: Record<string, unknown> = {},
): NewSignal => ({
  type: 'ticket.changed',
  subject: ticketSubject(after.ticket.id),
  data: { ticket: toldOf(after), change, by, before },
});
