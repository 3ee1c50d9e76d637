import * as v from 'valibot';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { MessageView, messageView } from '../../conversations/public.ts';
import { AssignTicketInput, assignTicket } from '../actions/assign-ticket.ts';
import { addPerson, removePerson } from '../actions/change-people.ts';
import { CloseTicketInput, closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { EditTicketInput, editTicket } from '../actions/edit-ticket.ts';
import { noteTicket } from '../actions/note-ticket.ts';
import { ReplyTicketInput, replyTicket, writeForMember } from '../actions/reply-ticket.ts';
import { findTicket } from '../find-ticket.ts';
import { nameMember } from '../name-member.ts';
import { DiscordId, FirstMessage } from '../schemas.ts';
import { syncTicket } from '../syncing/poll-thread.ts';
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
    path: '/tickets/:id/people',
    summary: 'Bring somebody into the thread of a ticket',
    access: 'tickets:write',
    params,
    body: v.object({ personId: DiscordId }),
    example: { personId: '1000000000000000011' },
    answers: { 200: TicketView },
    errors: { ...changing, 404: 'There is no such ticket, or no such person in this server.' },
    async handle({ ctx, params, body: { personId: id } }) {
      return ticketView(await addPerson(ctx, params.id ?? '', { id, name: await nameMember(ctx, id) }));
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tickets/:id/people/:person',
    summary: 'Take somebody out of the thread of a ticket',
    access: 'tickets:write',
    params: { ...params, person: 'Discord id.' },
    answers: { 200: TicketView },
    errors: { ...changing, 404: 'There is no such ticket, or no such person in this server.' },
    async handle({ ctx, params: { id: reference = '', person: id = '' } }) {
      return ticketView(await removePerson(ctx, reference, { id, name: await nameMember(ctx, id) }));
    },
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
    path: '/tickets/:id/messages',
    summary: 'Answer a ticket',
    description:
      'It is sent in the background, to the thread or wherever the member is reached; its state tells.',
    access: 'tickets:write',
    params,
    body: ReplyTicketInput,
    example: { content: 'Please try it again now.' },
    answers: { 201: MessageView },
    errors: { ...changing, 404: 'There is no such ticket, or no such person in this server.' },
    repeatable: true,
    async handle({ ctx, params, body, originKey }) {
      const key = originKey ? { key: originKey } : {};
      const { message, attachments } = await replyTicket(ctx, params.id ?? '', body, key);
      return new Answer(201, messageView(message, { attachments }));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/member-messages',
    summary: 'Bring in what the member wrote elsewhere',
    description: 'For programs in which members write to the team. It shows in the thread on a blue card.',
    access: 'tickets:write',
    params,
    body: v.object({ content: FirstMessage }),
    example: { content: 'It works again, thank you.' },
    answers: { 201: MessageView },
    errors: unknown,
    repeatable: true,
    async handle({ ctx, params, body, originKey }) {
      const key = originKey ? { key: originKey } : {};
      return new Answer(201, messageView(await writeForMember(ctx, params.id ?? '', body, key)));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/sync',
    summary: 'Read the thread of a ticket now',
    access: 'tickets:write',
    params,
    answers: { 200: v.object({ found: v.pipe(v.number(), v.description('Messages that were new.')) }) },
    errors: unknown,
    async handle({ ctx, params }) {
      const { ticket } = await findTicket(ctx, params.id ?? '');
      return syncTicket(ctx, ticket.id);
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
