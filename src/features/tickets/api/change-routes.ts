import * as v from 'valibot';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { MessageView, messageView } from '../../conversations/public.ts';
import { AssignTicketInput, assignTicket } from '../actions/assign-ticket.ts';
import { CloseTicketInput, closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { EditTicketInput, editTicket } from '../actions/edit-ticket.ts';
import { noteTicket } from '../actions/note-ticket.ts';
import { TicketView, ticketView } from '../views.ts';

const params = { id: 'Id of the ticket, or its number.' };
const unknown = { 404: 'There is no such ticket.' };
const changing = { ...unknown, 409: 'It is so already, or its state does not allow that.' };

export const changeRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'PATCH',
    path: '/tickets/:id',
    summary: 'Change subject, priority, tags, category or status',
    access: 'tickets:write',
    params,
    body: EditTicketInput,
    example: { priority: 'high' },
    answers: { 200: TicketView },
    errors: { ...changing, 404: 'There is no such ticket or category.' },
    handle: async ({ ctx, params, body }) => ticketView(await editTicket(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/assign',
    summary: 'Give a ticket to somebody, or back to the team',
    access: 'tickets:write',
    params,
    body: AssignTicketInput,
    example: { assigneeId: '1000000000000000011', reason: 'Knows the billing.' },
    answers: { 200: TicketView },
    errors: { ...changing, 404: 'There is no such ticket, or no such person in this server.' },
    handle: async ({ ctx, params, body }) => ticketView(await assignTicket(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/notes',
    summary: 'Add a note that only the team sees',
    access: 'tickets:write',
    params,
    body: v.object({
      content: v.pipe(v.string('Give a text.'), v.maxLength(4_000, 'At most 4000 characters.')),
    }),
    example: { content: 'Had the same in May.' },
    answers: { 201: MessageView },
    errors: unknown,
    async handle({ ctx, params, body }) {
      const { message } = await noteTicket(ctx, params.id ?? '', body);
      return new Answer(201, messageView(message));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/close',
    summary: 'Close a ticket',
    access: 'tickets:write',
    params,
    body: CloseTicketInput,
    bodyOptional: true,
    example: { reason: 'Solved.' },
    answers: { 200: TicketView },
    errors: changing,
    handle: async ({ ctx, params, body }) => ticketView(await closeTicket(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/reopen',
    summary: 'Open a closed ticket again',
    access: 'tickets:write',
    params,
    answers: { 200: TicketView },
    errors: changing,
    handle: async ({ ctx, params }) => ticketView(await reopenTicket(ctx, params.id ?? '')),
  }),
];
