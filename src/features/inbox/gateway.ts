import { defineGatewayHandler, type GatewayHandler } from '../../core/gateway/handler.ts';
import type { Runtime } from '../../core/runtime.ts';
import { isFromPerson } from './intake/payload.ts';

/** Content of messages in threads of a server needs its intent; direct messages come whole without it. */
const intents = ['DIRECT_MESSAGES', 'GUILD_MESSAGES', 'MESSAGE_CONTENT'] as const;

const concerns = async (runtime: Runtime, event: { data: { id: string; author?: { id: string } } }) =>
  (await import('./intake/whose-event.ts')).whoseEvent(runtime, event);

/** What people write to the bot, change and take back; and in threads and channels where a conversation is held. */
export const inboxGateway: readonly GatewayHandler[] = [
  defineGatewayHandler({
    event: 'MESSAGE_CREATE',
    intents,
    wants: isFromPerson,
    handle: async (runtime, event) => (await import('./intake/hear-message.ts')).hearMessage(runtime, event),
    concerns,
  }),
  defineGatewayHandler({
    event: 'MESSAGE_UPDATE',
    intents,
    // Also told when Discord has looked up a link; then nothing was edited.
    wants: (message) => Boolean(message.edited_timestamp) && isFromPerson(message),
    handle: async (runtime, event) => (await import('./intake/hear-edit.ts')).hearEdit(runtime, event),
    concerns,
  }),
  defineGatewayHandler({
    event: 'MESSAGE_DELETE',
    intents,
    // Whose it was is not told.
    wants: () => true,
    handle: async (runtime, event) => (await import('./intake/hear-delete.ts')).hearDelete(runtime, event),
    concerns,
  }),
  defineGatewayHandler({
    event: 'MESSAGE_DELETE_BULK',
    intents,
    wants: ({ guild_id }) => Boolean(guild_id),
    handle: async (runtime, event) =>
      (await import('./intake/hear-delete.ts')).hearBulkDelete(runtime, event),
  }),
];
