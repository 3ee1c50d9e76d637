import * as v from 'valibot';
import { NotFoundError } from '../../../../core/errors.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../../core/http/route.ts';
import { TicketView, ticketView } from '../../views.ts';
import { linkRating } from './after-close.ts';
import { CloseRequestInput, keepOpen, requestClose } from './close-request.ts';
import { type RatingRow, readRating } from './rate-ticket.ts';

export const RatingView = v.object({
  score: v.number(),
  comment: v.string(),
  agentId: v.nullable(v.string()),
  agentName: v.nullable(v.string()),
  createdAt: v.string(),
});
export const ratingView = (row: RatingRow): v.InferOutput<typeof RatingView> => ({
  score: row.score,
  comment: row.comment,
  agentId: row.agentId,
  agentName: row.agentName,
  createdAt: row.createdAt.toISOString(),
});

const params = { id: 'Id of the ticket, or its number.' };
const changing = { 404: 'There is no such ticket.', 409: 'Its state does not allow that.' };

/** How tickets come to their end. */
export const closingRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/close-request',
    summary: 'Ask the member whether a ticket can be closed',
    access: 'tickets:write',
    params,
    body: CloseRequestInput,
    bodyOptional: true,
    example: { reason: 'The server runs again.' },
    answers: { 200: TicketView },
    errors: changing,
    handle: async ({ ctx, params, body }) => ticketView(await requestClose(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tickets/:id/close-request',
    summary: 'Keep a ticket open after all',
    access: 'tickets:write',
    params,
    answers: { 200: TicketView },
    errors: changing,
    handle: async ({ ctx, params }) => ticketView(await keepOpen(ctx, params.id ?? '')),
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/:id/rating',
    summary: 'Read what the member thinks of a ticket',
    access: 'tickets:read',
    params,
    answers: { 200: RatingView },
    errors: { 404: 'There is no such ticket, or it was not rated.' },
    async handle({ ctx, params }) {
      const row = await readRating(ctx, params.id ?? '');
      if (!row) throw new NotFoundError('This ticket was not rated.');
      return ratingView(row);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/rating-link',
    summary: 'Make a link by which the member rates a closed ticket',
    description:
      'For somebody who left the server or takes no direct messages. Whoever has it can rate; it is good for two weeks.',
    access: 'tickets:write',
    params,
    answers: { 201: v.object({ url: v.string() }) },
    errors: { 404: 'There is no such ticket.', 409: 'The installation has no address or no keys.' },
    secretAnswer: true,
    handle: async ({ ctx, params }) => new Answer(201, { url: await linkRating(ctx, params.id ?? '') }),
  }),
];
