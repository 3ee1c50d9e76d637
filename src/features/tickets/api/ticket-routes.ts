import * as v from 'valibot';
import { nameMembers } from '../../../core/accounts/member-names.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { NextCursor } from '../../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { completeTicket } from '../actions/complete-ticket.ts';
import { ListTicketsInput, listTickets } from '../actions/list-tickets.ts';
import { OpenTicketInput, openTicket } from '../actions/open-ticket.ts';
import { showByThread, showTicket } from '../actions/show-ticket.ts';
import { findTicket } from '../find-ticket.ts';
import { DiscordId } from '../schemas.ts';
import { TicketView, ticketView } from '../views.ts';

const params = { id: 'Id of the ticket, or its number.' };
const unknown = { 404: 'There is no such ticket.' };

export const ticketRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/tickets',
    summary: 'List tickets, the last message first',
    description: 'Without a status: those that are not closed; with `q`: all.',
    access: 'tickets:read',
    query: ListTicketsInput,
    answers: { 200: v.object({ tickets: v.array(TicketView), next: NextCursor }) },
    errors: { 404: 'There is no such category.' },
    async handle({ ctx, query }) {
      const { tickets, next } = await listTickets(ctx, query);
      return { tickets: tickets.map(ticketView), next };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets',
    summary: 'Open a ticket for a member',
    description:
      'It is there at once; its place in Discord is made in the background, as `setup` tells. The timeline is below `/conversations/:id` with the same id.',
    access: 'tickets:write',
    body: v.object({ ...OpenTicketInput.entries, personId: DiscordId }),
    example: {
      personId: '1000000000000000011',
      subject: 'The server does not start',
      message: 'It says “port in use” since this morning.',
    },
    answers: { 201: TicketView },
    errors: { 404: 'There is no such category, or no such person in this server.' },
    repeatable: true,
    async handle({ ctx, body: { personId, ...body }, originKey }) {
      const name = (await nameMembers(ctx, [personId])).get(personId);
      if (name === undefined)
        throw new NotFoundError('There is no such person in this server. Give the Discord id of a member.');
      const found = await openTicket(ctx, body, {
        person: { id: personId, name },
        source: 'api',
        ...(originKey ? { key: originKey } : {}),
      });
      return new Answer(201, ticketView(found));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/by-thread/:threadId',
    summary: 'Find the ticket of a thread in Discord',
    access: 'tickets:read',
    params: { threadId: 'Id of the thread.' },
    answers: { 200: TicketView },
    errors: unknown,
    handle: async ({ ctx, params }) => ticketView(await showByThread(ctx, params.threadId ?? '')),
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/:id',
    summary: 'Read a ticket',
    access: 'tickets:read',
    params,
    answers: { 200: TicketView },
    errors: unknown,
    handle: async ({ ctx, params }) => ticketView(await showTicket(ctx, params.id ?? '')),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/repair',
    summary: 'Make what is missing of a ticket’s place in Discord now',
    access: 'tickets:write',
    params,
    answers: { 200: TicketView },
    errors: unknown,
    async handle({ ctx, params }) {
      const { ticket } = await findTicket(ctx, params.id ?? '');
      return ticketView(await completeTicket(ctx, ticket.id, { now: true }));
    },
  }),
];
