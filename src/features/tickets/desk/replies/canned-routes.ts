import * as v from 'valibot';
import { Answer, type ApiRoute, defineRoute } from '../../../../core/http/route.ts';
import {
  CannedInput,
  CannedView,
  cannedView,
  deleteCannedReply,
  listCannedReplies,
  MessageView,
  messageView,
  PLACEHOLDERS,
  saveCannedReply,
} from '../../../conversations/public.ts';
import { replyCanned } from './canned-reply.ts';

const params = { id: 'Id of the canned reply, or its name.' };
const known = Object.keys(PLACEHOLDERS)
  .map((name) => `{${name}}`)
  .join(', ');
const example = { name: 'Hours', body: 'Hello {user}, about {ticket}: we are here {hours}. {agent}' };
const taken = { 409: 'There is one of this name already.', 429: 'There are as many as there can be.' };
const none = { 404: 'There is no such canned reply.' };

/** Texts that are said often. They are the inbox's as well. */
export const cannedRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/tickets/canned-replies',
    summary: 'List canned replies by name',
    access: 'tickets:read',
    query: v.object({
      q: v.optional(v.pipe(v.string(), v.maxLength(100), v.description('A part of the name or the text.'))),
    }),
    answers: { 200: v.object({ cannedReplies: v.array(CannedView) }) },
    async handle({ ctx, query }) {
      const rows = await listCannedReplies(ctx, { words: query.q ?? '' }, 'tickets:read');
      return { cannedReplies: rows.map(cannedView) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/canned-replies',
    summary: 'Keep a text for use again, in tickets and in the inbox',
    description: `Known placeholders: ${known}.`,
    access: 'tickets:write',
    body: CannedInput,
    example,
    answers: { 201: CannedView },
    errors: taken,
    handle: async ({ ctx, body }) =>
      new Answer(201, cannedView(await saveCannedReply(ctx, body, undefined, 'tickets:write'))),
  }),
  defineRoute({
    method: 'PUT',
    path: '/tickets/canned-replies/:id',
    summary: 'Change a canned reply',
    access: 'tickets:write',
    params,
    body: CannedInput,
    example,
    answers: { 200: CannedView },
    errors: { ...taken, ...none },
    handle: async ({ ctx, params, body }) =>
      cannedView(await saveCannedReply(ctx, body, params.id ?? '', 'tickets:write')),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tickets/canned-replies/:id',
    summary: 'Delete a canned reply',
    access: 'tickets:write',
    params,
    answers: { 204: null },
    errors: none,
    handle: ({ ctx, params }) => deleteCannedReply(ctx, params.id ?? '', 'tickets:write'),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/:id/canned-reply',
    summary: 'Answer a ticket by a canned reply',
    access: 'tickets:write',
    params: { id: 'Id of the ticket, or its number.' },
    body: v.object({ canned: v.pipe(v.string('Give an id or a name.'), v.trim(), v.maxLength(100)) }),
    example: { canned: 'Hours' },
    answers: { 201: MessageView },
    errors: { 404: 'There is no such ticket or canned reply.', 409: 'The ticket is closed.' },
    repeatable: true,
    async handle({ ctx, params, body, originKey }) {
      const more = originKey ? { key: originKey } : {};
      const { message, attachments } = await replyCanned(ctx, params.id ?? '', body.canned, more);
      return new Answer(201, messageView(message, { attachments }));
    },
  }),
];
