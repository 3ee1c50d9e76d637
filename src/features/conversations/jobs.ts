import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';

const Nothing = v.looseObject({});
const OfConversation = v.object({ conversationId: v.pipe(v.string(), v.uuid()) });
const OfMessage = v.object({ messageId: v.pipe(v.string(), v.uuid()) });

export const conversationJobs = {
  send: defineJob({
    title: 'Send what waits in a conversation',
    schema: OfConversation,
    run: async (ctx, { conversationId }) =>
      (await import('./sending/send-conversation.ts')).sendConversation(ctx, conversationId),
  }),
  'open-dm': defineJob({
    title: 'Open a direct message when the budget has room',
    schema: OfConversation,
    run: async (ctx, { conversationId }) =>
      (await import('./sending/open-dm.ts')).openDm(ctx, conversationId),
  }),
  'sync-message': defineJob({
    title: 'Bring an edit or deletion of a sent message to Discord',
    schema: OfMessage,
    run: async (ctx, { messageId }) =>
      (await import('./sending/sync-message.ts')).syncMessage(ctx, messageId),
  }),
  'keep-files': defineJob({
    title: 'Copy the files of a message',
    schema: OfMessage,
    run: async (ctx, { messageId }) => (await import('./actions/keep-files.ts')).keepFiles(ctx, messageId),
  }),
  spread: defineJob({
    title: 'Write the messages of one text to many people',
    schema: v.object({ broadcastId: v.pipe(v.string(), v.uuid()), personIds: v.array(v.string()) }),
    run: async (ctx, payload) => (await import('./actions/broadcast.ts')).spreadBroadcast(ctx, payload),
  }),
  typing: defineJob({
    title: 'Show the person that somebody types',
    schema: v.object({ conversationId: v.pipe(v.string(), v.uuid()), until: v.number() }),
    // Later it would be a lie.
    maxAttempts: 1,
    run: async (ctx, payload) => (await import('./actions/show-typing.ts')).sendTyping(ctx, payload),
  }),
  wake: defineJob({
    title: 'Wake a conversation whose time has come',
    schema: OfConversation,
    run: async (ctx, { conversationId }) =>
      (await import('./actions/change-conversation.ts')).wakeConversation(ctx, conversationId),
  }),
  'resume-sending': defineJob({
    title: 'Go on with messages whose jobs were given up',
    schema: Nothing,
    maxAttempts: 1,
    run: async (ctx) => (await import('./sending/resume-sending.ts')).resumeSending(ctx),
  }),
  tidy: defineJob({
    title: 'Remove uploads that nobody sent and changes whose message never came',
    schema: Nothing,
    run: async (ctx) => (await import('./actions/tidy.ts')).tidyConversations(ctx),
  }),
};
