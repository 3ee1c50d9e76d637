import * as v from 'valibot';
import { defineRoute } from '../../../core/http/route.ts';
import {
  closeConversation,
  editConversation,
  reopenConversation,
  snoozeConversation,
} from '../actions/change-conversation.ts';
import { moveConversation } from '../actions/move-conversation.ts';
import { PRIORITIES, TRANSPORTS } from '../model.ts';
import { ConversationView, conversationView } from '../views.ts';
import { params, unknown } from './shared.ts';

const errors = { ...unknown, 409: 'Its state does not allow that, or somebody changed it meanwhile.' };
const short = (max: number) => v.pipe(v.string(), v.trim(), v.maxLength(max, `At most ${max} characters.`));

export const changeRoutes = [
  defineRoute({
    method: 'PATCH',
    path: '/conversations/:id',
    summary: 'Change subject, tags, priority or state',
    access: 'conversations:write',
    params,
    body: v.object({
      subject: v.optional(short(200)),
      tags: v.optional(
        v.pipe(v.array(v.pipe(short(60), v.minLength(1, 'Give a word.'))), v.maxLength(25, 'At most 25.')),
      ),
      priority: v.optional(v.picklist(PRIORITIES)),
      state: v.optional(v.picklist(['open', 'waiting'], 'Close or snooze it by the address of that name.')),
    }),
    example: { priority: 'high' },
    answers: { 200: ConversationView },
    errors,
    async handle({ ctx, params, body }) {
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      return conversationView(await editConversation(ctx, params.id ?? '', given));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/:id/close',
    summary: 'Close a conversation',
    access: 'conversations:write',
    params,
    body: v.object({ reason: v.optional(short(300), '') }),
    bodyOptional: true,
    example: { reason: 'Sold.' },
    answers: { 200: ConversationView },
    errors,
    handle: async ({ ctx, params, body }) =>
      conversationView(await closeConversation(ctx, params.id ?? '', { reason: body.reason })),
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/:id/reopen',
    summary: 'Open a closed conversation again',
    access: 'conversations:write',
    params,
    answers: { 200: ConversationView },
    errors,
    handle: async ({ ctx, params }) => conversationView(await reopenConversation(ctx, params.id ?? '')),
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/:id/snooze',
    summary: 'Put a conversation aside until a time, or until the person writes',
    access: 'conversations:write',
    params,
    body: v.object({
      until: v.pipe(v.string('Give a time.'), v.isoTimestamp('Give a time like 2026-11-27T17:00:00Z.')),
    }),
    example: { until: '2027-01-04T08:00:00Z' },
    answers: { 200: ConversationView },
    errors,
    handle: async ({ ctx, params, body }) =>
      conversationView(await snoozeConversation(ctx, params.id ?? '', new Date(body.until))),
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/:id/move',
    summary: 'Let a conversation go on elsewhere, with its history',
    description:
      'For `thread` and `channel` say which; a direct message is opened when the next message is sent.',
    access: 'conversations:write',
    params,
    body: v.object({
      transport: v.picklist(TRANSPORTS),
      channelId: v.optional(
        v.nullable(v.pipe(v.string(), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'))),
      ),
    }),
    example: { transport: 'web' },
    answers: { 200: ConversationView },
    errors,
    handle: async ({ ctx, params, body: { transport, channelId = null } }) =>
      conversationView(await moveConversation(ctx, params.id ?? '', { transport, channelId })),
  }),
];
