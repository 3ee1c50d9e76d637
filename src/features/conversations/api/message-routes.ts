import * as v from 'valibot';
import { Answer, defineRoute } from '../../../core/http/route.ts';
import { addNote, NoteInput } from '../actions/add-note.ts';
import { BroadcastInput, BroadcastView, broadcast, readBroadcast } from '../actions/broadcast.ts';
import { deleteSentMessage, EditMessageInput, editSentMessage } from '../actions/edit-message.ts';
import { keepUpload } from '../actions/keep-upload.ts';
import { queueReply } from '../actions/queue-reply.ts';
import { viewsOf } from '../actions/read-timeline.ts';
import { sendDirect } from '../actions/send-direct.ts';
import { showTyping } from '../actions/show-typing.ts';
import { speakAs } from '../actions/speak-as.ts';
import { findMessage } from '../find-conversation.ts';
import { ReplyInput } from '../reply-input.ts';
import {
  AttachmentView,
  attachmentView,
  ConversationView,
  conversationView,
  MessageView,
  messageView,
} from '../views.ts';
import { messageParams, params, unknown, unknownMessage } from './shared.ts';

const Sent = v.object({ conversation: ConversationView, message: MessageView });

export const messageRoutes = [
  defineRoute({
    method: 'POST',
    path: '/conversations/send-message',
    summary: 'Write to a person by direct message',
    description:
      'Finds or opens the conversation with the person. The message is stored and sent in the background; its state tells how far it is. Codes of errors: content_missing, discord_user_id_missing, not_connected, unknown_user, not_a_person, bot_inactive.',
    access: 'conversations:write',
    body: v.object({
      discordUserId: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(40)))),
      content: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(8_000)))),
    }),
    example: { discordUserId: '1000000000000000011', content: 'Your parts have arrived.' },
    answers: { 200: Sent },
    errors: {
      400: 'Content or id is missing, or the bot is not in this server.',
      404: 'Discord knows no such user.',
      409: 'That is a bot.',
      503: 'The bot is not active.',
    },
    async handle({ ctx, body }) {
      const { conversation, message } = await sendDirect(ctx, body);
      return { conversation: conversationView(conversation), message: messageView(message) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/uploads',
    summary: 'Keep a file for a message that is yet to be written',
    description: 'Bodies of the API are small; larger files go by the dashboard.',
    access: 'conversations:write',
    body: v.object({
      filename: v.pipe(v.string('Give a name.'), v.minLength(1, 'Give a name.'), v.maxLength(200)),
      contentType: v.optional(
        v.nullable(v.pipe(v.string(), v.regex(/^[\w.+-]+\/[\w.+-]+$/, 'Like image/png.'))),
      ),
      data: v.pipe(v.string('Give the bytes in Base64.'), v.base64('Give the bytes in Base64.')),
    }),
    example: { filename: 'offer.txt', contentType: 'text/plain', data: 'SGVsbG8=' },
    answers: { 201: AttachmentView },
    async handle({ ctx, body }) {
      const bytes = Uint8Array.from(atob(body.data), (char) => char.charCodeAt(0));
      const { filename, contentType } = body;
      return attachmentView(await keepUpload(ctx, { filename, contentType: contentType ?? null, bytes }));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/:id/messages',
    summary: 'Answer in a conversation',
    description:
      'A key writes in the name of the team; to write in the name of an agent it needs conversations:manage as well.',
    access: 'conversations:write',
    params,
    body: v.object({
      ...v.omit(ReplyInput, ['purpose']).entries,
      agentId: v.optional(
        v.pipe(
          v.string(),
          v.regex(/^\d{15,20}$/, 'That is not a Discord id.'),
          v.description('Discord id of whoever of the team it is from.'),
        ),
      ),
    }),
    example: { content: 'Yes, we ship to Austria.' },
    answers: { 201: Sent },
    errors: { ...unknown, 409: 'The person asked for no more messages.' },
    async handle({ ctx, params, body: { agentId, ...body } }) {
      const author = agentId ? await speakAs(ctx, agentId) : undefined;
      const { conversation, message, attachments } = await queueReply(ctx, {
        ...body,
        conversationId: params.id ?? '',
        ...(author ? { author } : {}),
      });
      return new Answer(201, {
        conversation: conversationView(conversation),
        message: messageView(message, { attachments }),
      });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/:id/notes',
    summary: 'Add a note that only the team sees',
    access: 'conversations:write',
    params,
    body: NoteInput,
    example: { content: 'Wants the blue one.' },
    answers: { 201: MessageView },
    errors: unknown,
    handle: async ({ ctx, params, body }) => messageView(await addNote(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/:id/typing',
    summary: 'Show the person for ten seconds that somebody types',
    access: 'conversations:write',
    params,
    answers: { 202: null },
    errors: unknown,
    handle: ({ ctx, params }) => showTyping(ctx, params.id ?? ''),
  }),
  defineRoute({
    method: 'GET',
    path: '/conversations/messages/:messageId',
    summary: 'Read one message',
    access: 'conversations:read',
    params: messageParams,
    answers: { 200: MessageView },
    errors: unknownMessage,
    async handle({ ctx, params }) {
      const [view] = await viewsOf(ctx, [await findMessage(ctx, params.messageId ?? '')]);
      return view;
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/conversations/messages/:messageId',
    summary: 'Edit a message of the team, in Discord too',
    access: 'conversations:write',
    params: messageParams,
    body: EditMessageInput,
    example: { content: 'Yes, we ship to Austria and Italy.' },
    answers: { 200: MessageView },
    errors: { ...unknownMessage, 409: 'It is not of the team, or was deleted.' },
    handle: async ({ ctx, params, body }) =>
      messageView(await editSentMessage(ctx, params.messageId ?? '', body)),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/conversations/messages/:messageId',
    summary: 'Take a message of the team back, in Discord too',
    access: 'conversations:write',
    params: messageParams,
    answers: { 200: MessageView },
    errors: { ...unknownMessage, 409: 'It is not of the team, or was deleted.' },
    handle: async ({ ctx, params }) => messageView(await deleteSentMessage(ctx, params.messageId ?? '')),
  }),
  defineRoute({
    method: 'POST',
    path: '/conversations/broadcasts',
    summary: 'Send one text to many people who agreed to it',
    description:
      'Each gets a message of their own, one after the other. Whoever has not agreed is left out and named.',
    access: 'conversations:manage',
    body: BroadcastInput,
    example: { personIds: ['1000000000000000011'], content: 'The workshop is open on Sunday too.' },
    answers: {
      202: v.object({
        broadcast: BroadcastView,
        skipped: v.array(
          v.object({
            personId: v.string(),
            code: v.picklist(['no_consent', 'consent_withdrawn']),
            text: v.string(),
          }),
        ),
      }),
    },
    errors: { 409: 'None of these people has agreed.' },
    handle: ({ ctx, body }) => broadcast(ctx, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/conversations/broadcasts/:broadcastId',
    summary: 'Read how far a text to many people is',
    access: 'conversations:read',
    params: { broadcastId: 'Id of it.' },
    answers: { 200: BroadcastView },
    errors: { 404: 'There is no such thing.' },
    handle: ({ ctx, params }) => readBroadcast(ctx, params.broadcastId ?? ''),
  }),
];
