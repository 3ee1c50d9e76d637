import * as v from 'valibot';
import { NextCursor, pageQuery } from '../../../core/http/cursor.ts';
import { defineRoute } from '../../../core/http/route.ts';
import { listConversations } from '../actions/list-conversations.ts';
import { markRead, markUnread, requireReader } from '../actions/mark-read.ts';
import { readTimeline } from '../actions/read-timeline.ts';
import { findConversation } from '../find-conversation.ts';
import { CONVERSATION_STATES } from '../model.ts';
import { ConversationView, conversationView, MessageView } from '../views.ts';
import { params, timelineQuery, unknown } from './shared.ts';

const word = (max: number) => v.pipe(v.string(), v.maxLength(max, `At most ${max} characters.`));
const Reader = v.object({
  userId: v.optional(v.pipe(word(20), v.description('Who reads; needed with a key.'))),
});

export const readRoutes = [
  defineRoute({
    method: 'GET',
    path: '/conversations',
    summary: 'List or search conversations, those with the last message first',
    access: 'conversations:read',
    query: v.object({
      ...pageQuery,
      q: v.optional(
        v.pipe(word(200), v.description('Number, or words of names, subjects, tags and messages.')),
      ),
      state: v.optional(v.picklist(CONVERSATION_STATES)),
      assignee: v.optional(v.pipe(word(40), v.description('Discord id of whoever has it, or `none`.'))),
      person: v.optional(v.pipe(word(40), v.description('Discord id of the person.'))),
      tag: v.optional(word(60)),
      feature: v.optional(word(40)),
    }),
    answers: { 200: v.object({ conversations: v.array(ConversationView), next: NextCursor }) },
    async handle({ ctx, query }) {
      const { limit, cursor, q, state, assignee, person, tag, feature } = query;
      const { rows, next } = await listConversations(
        ctx,
        {
          feature,
          tag,
          words: q,
          personId: person,
          assigneeId: assignee,
          states: state ? [state] : undefined,
        },
        { limit, cursor },
      );
      return { conversations: rows.map(conversationView), next };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/conversations/:id',
    summary: 'Read a conversation',
    access: 'conversations:read',
    params,
    answers: { 200: ConversationView },
    errors: unknown,
    async handle({ ctx, params }) {
      await ctx.require('conversations:read');
      return conversationView(await findConversation(ctx, params.id ?? ''));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/conversations/:id/messages',
    summary: 'Read the timeline of a conversation',
    access: 'conversations:read',
    params,
    query: v.object({ ...pageQuery, ...timelineQuery }),
    answers: { 200: v.object({ messages: v.array(MessageView), next: NextCursor }) },
    errors: unknown,
    handle: ({ ctx, params, query: { after, ...page } }) =>
      readTimeline(ctx, params.id ?? '', { ...page, afterSequence: after }),
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/:id/read',
    summary: 'Mark a conversation as read by somebody',
    access: 'conversations:read',
    params,
    body: Reader,
    bodyOptional: true,
    example: { userId: '1000000000000000012' },
    answers: { 204: null },
    errors: unknown,
    handle: ({ ctx, params, body }) =>
      markRead(ctx, params.id ?? '', { userId: requireReader(ctx, body.userId) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/:id/unread',
    summary: 'Mark a conversation as unread by somebody',
    access: 'conversations:read',
    params,
    body: Reader,
    bodyOptional: true,
    example: { userId: '1000000000000000012' },
    answers: { 204: null },
    errors: unknown,
    handle: ({ ctx, params, body }) =>
      markUnread(ctx, params.id ?? '', { userId: requireReader(ctx, body.userId) }),
  }),
];
