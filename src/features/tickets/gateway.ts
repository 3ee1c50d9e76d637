import { defineGatewayHandler, type GatewayHandler } from '../../core/gateway/handler.ts';
import { isFromPerson } from '../../discord/person-message.ts';

/** Content of messages in a server needs its intent. */
const MESSAGES = ['GUILD_MESSAGES', 'MESSAGE_CONTENT'] as const;
/** ✅ 🔄 ❗, the last also as a picture; what looks like them means nothing. */
const SIGNS = ['✅', '🔄', '❗', '❗\ufe0f'];
const hear = () => import('./syncing/hear.ts');

/** What is written in threads of tickets, reactions of the team, and what becomes of threads and members. */
export const ticketsGateway: readonly GatewayHandler[] = [
  defineGatewayHandler({
    event: 'MESSAGE_CREATE',
    intents: MESSAGES,
    wants: (message) => Boolean(message.guild_id) && isFromPerson(message),
    handle: async (runtime, event) => (await hear()).hearMessage(runtime, event),
  }),
  defineGatewayHandler({
    event: 'MESSAGE_UPDATE',
    intents: MESSAGES,
    // Also told when Discord has looked up a link; then nothing was edited.
    wants: (message) =>
      Boolean(message.guild_id) && Boolean(message.edited_timestamp) && isFromPerson(message),
    handle: async (runtime, event) => (await hear()).hearEdit(runtime, event),
  }),
  defineGatewayHandler({
    event: 'MESSAGE_DELETE',
    intents: MESSAGES,
    wants: (message) => Boolean(message.guild_id),
    handle: async (runtime, event) => (await hear()).hearDelete(runtime, event),
  }),
  defineGatewayHandler({
    event: 'MESSAGE_DELETE_BULK',
    intents: MESSAGES,
    wants: (messages) => Boolean(messages.guild_id),
    handle: async (runtime, event) => (await hear()).hearBulkDelete(runtime, event),
  }),
  defineGatewayHandler({
    event: 'MESSAGE_REACTION_ADD',
    intents: ['GUILD_MESSAGE_REACTIONS'],
    wants: ({ guild_id, emoji, member }) =>
      Boolean(guild_id) && !emoji.id && SIGNS.includes(emoji.name ?? '') && member?.user.bot !== true,
    handle: async (runtime, event) => (await hear()).hearReaction(runtime, event),
  }),
  defineGatewayHandler({
    event: 'THREAD_UPDATE',
    intents: ['GUILDS'],
    wants: ({ guild_id }) => Boolean(guild_id),
    handle: async (runtime, event) => (await hear()).hearThreadUpdate(runtime, event),
  }),
  defineGatewayHandler({
    event: 'THREAD_DELETE',
    intents: ['GUILDS'],
    wants: () => true,
    handle: async (runtime, event) => (await hear()).hearThreadDelete(runtime, event),
  }),
  defineGatewayHandler({
    event: 'CHANNEL_DELETE',
    intents: ['GUILDS'],
    wants: () => true,
    handle: async (runtime, event) => (await hear()).hearChannelDelete(runtime, event),
  }),
  defineGatewayHandler({
    event: 'GUILD_MEMBER_REMOVE',
    intents: ['GUILD_MEMBERS'],
    wants: ({ user }) => user.bot !== true,
    handle: async (runtime, event) => (await hear()).hearMembership(runtime, event),
  }),
  defineGatewayHandler({
    event: 'GUILD_MEMBER_ADD',
    intents: ['GUILD_MEMBERS'],
    wants: ({ user }) => user.bot !== true,
    handle: async (runtime, event) => (await hear()).hearMembership(runtime, event),
  }),
];
