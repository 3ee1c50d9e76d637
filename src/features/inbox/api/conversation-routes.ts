import * as v from 'valibot';
import { NextCursor } from '../../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import {
  ConversationView,
  closeConversation,
  conversationView,
  MessageView,
  messageView,
  reopenConversation,
  snoozeConversation,
} from '../../conversations/public.ts';
import { AssignInput, assignInbox } from '../actions/assign-conversation.ts';
import { CorrectRouteInput, correctRoute } from '../actions/correct-route.ts';
import { type InboxEntry, ListInboxInput, listInbox } from '../actions/list-inbox.ts';
import { MergeInput, mergeInbox } from '../actions/merge-inbox.ts';
import { ReplyInput, replyInbox } from '../actions/reply-conversation.ts';
import { showInbox } from '../actions/show-inbox.ts';
import { SplitInput, splitInbox } from '../actions/split-inbox.ts';
import { findInbox } from '../find-inbox.ts';
import { openKeyOf } from '../open-key.ts';
import { LeadView, leadView, NoteView, noteView, RuleView, ruleView } from '../views.ts';

const params = { id: 'Id of the conversation, or its number.' };
const unknown = { 404: 'There is no such conversation in the inbox.' };
const changing = { ...unknown, 409: 'Its state does not allow that, or somebody changed it meanwhile.' };

const Entry = v.object({
  ...ConversationView.entries,
  lead: v.nullable(LeadView),
  unread: v.pipe(v.nullable(v.number()), v.description('Messages that the reader has not read.')),
});
const entryView = ({ conversation, lead, unread }: InboxEntry): v.InferOutput<typeof Entry> => ({
  ...conversationView(conversation),
  lead: lead ? leadView(lead) : null,
  unread,
});

/** Conversations as the desk works on them. Timeline, notes, tags, state and files are below `/conversations`. */
export const conversationRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/inbox/conversations',
    summary: 'List conversations of the inbox, the last message first',
    description: 'Without a state: those that are open or wait for the person; with `q`: all.',
    access: 'inbox:read',
    query: ListInboxInput,
    answers: { 200: v.object({ conversations: v.array(Entry), next: NextCursor }) },
    errors: { 404: 'There is no such saved view.' },
    async handle({ ctx, query }) {
      const { entries, next } = await listInbox(ctx, query);
      return { conversations: entries.map(entryView), next };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/inbox/conversations/:id',
    summary: 'Read a conversation with its lead, notes and last messages',
    access: 'inbox:read',
    params,
    answers: {
      200: v.object({ ...Entry.entries, notes: v.array(NoteView), messages: v.array(MessageView) }),
    },
    errors: unknown,
    async handle({ ctx, params }) {
      const found = await showInbox(ctx, params.id ?? '', { lastMessages: 50 });
      return { ...entryView(found), notes: found.notes.map(noteView), messages: found.messages };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/conversations/:id/assign',
    summary: 'Give a conversation to somebody, or back to the team',
    access: 'inbox:write',
    params,
    body: AssignInput,
    example: { assigneeId: '1000000000000000011' },
    answers: { 200: ConversationView },
    errors: {
      ...changing,
      404: 'There is no such conversation in the inbox, or no such person in this server.',
    },
    handle: async ({ ctx, params, body }) => conversationView(await assignInbox(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/conversations/:id/correct-route',
    summary: 'Say that it went to the wrong person, and mend the rule',
    description:
      'The rule that decided is given to the right person. If none did, `match` says what makes a new one, which is looked at first.',
    access: 'inbox:manage',
    params,
    body: CorrectRouteInput,
    example: { assigneeId: '1000000000000000011', match: { kind: 'keyword', words: ['invoice'] } },
    answers: { 200: v.object({ conversation: ConversationView, rule: RuleView }) },
    errors: {
      ...changing,
      404: 'There is no such conversation in the inbox, or no such person in this server.',
    },
    async handle({ ctx, params, body }) {
      const { conversation, rule } = await correctRoute(ctx, params.id ?? '', body);
      return { conversation: conversationView(conversation), rule: ruleView(rule) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/conversations/:id/merge',
    summary: 'Put a conversation into another of the same person',
    access: 'inbox:write',
    params,
    body: MergeInput,
    example: { into: '12' },
    answers: { 200: ConversationView },
    errors: changing,
    handle: async ({ ctx, params, body }) => conversationView(await mergeInbox(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/conversations/:id/split',
    summary: 'Take messages into a conversation of their own',
    access: 'inbox:write',
    params,
    body: SplitInput,
    example: { messageIds: ['01900000-0000-7000-8000-000000000001'] },
    answers: { 201: ConversationView },
    errors: changing,
    handle: async ({ ctx, params, body }) =>
      new Answer(201, conversationView(await splitInbox(ctx, params.id ?? '', body))),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/conversations/:id/reply',
    summary: 'Answer the person, in own words or by a canned reply, now or later',
    access: 'inbox:write',
    params,
    body: ReplyInput,
    example: { content: 'Yes, tonight at eight.' },
    answers: { 201: MessageView },
    errors: { ...changing, 404: 'There is no such conversation in the inbox, or no such canned reply.' },
    repeatable: true,
    async handle({ ctx, params, body, originKey }) {
      const { message, attachments } = await replyInbox(
        ctx,
        params.id ?? '',
        body,
        originKey ? { key: originKey } : {},
      );
      return new Answer(201, messageView(message, { attachments }));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/conversations/:id/close',
    summary: 'Close a conversation of the inbox',
    access: 'inbox:write',
    params,
    body: v.object({
      reason: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(300, 'At most 300 characters.')), ''),
    }),
    bodyOptional: true,
    example: { reason: 'Sold.' },
    answers: { 200: ConversationView },
    errors: changing,
    async handle({ ctx, params, body }) {
      const { id } = await findInbox(ctx, params.id ?? '');
      return conversationView(await closeConversation(ctx, id, body, 'inbox:write'));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/conversations/:id/reopen',
    summary: 'Open a closed conversation of the inbox again',
    access: 'inbox:write',
    params,
    answers: { 200: ConversationView },
    errors: changing,
    async handle({ ctx, params }) {
      const { id, personId } = await findInbox(ctx, params.id ?? '');
      const again = { openKey: openKeyOf(personId) };
      return conversationView(await reopenConversation(ctx, id, again, 'inbox:write'));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/conversations/:id/snooze',
    summary: 'Put a conversation aside until a time, or until the person writes',
    access: 'inbox:write',
    params,
    body: v.object({
      until: v.pipe(v.string('Give a time.'), v.isoTimestamp('Give a time like 2026-11-27T17:00:00Z.')),
    }),
    example: { until: '2027-01-04T08:00:00Z' },
    answers: { 200: ConversationView },
    errors: changing,
    async handle({ ctx, params, body }) {
      const { id } = await findInbox(ctx, params.id ?? '');
      return conversationView(await snoozeConversation(ctx, id, new Date(body.until), {}, 'inbox:write'));
    },
  }),
];
