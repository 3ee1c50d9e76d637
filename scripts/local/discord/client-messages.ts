import { refusal } from './errors.ts';
import type { ParsedBody } from './http.ts';
import {
  createMessage,
  deleteMessage,
  editMessage,
  findMessage,
  listMessages,
  requireSend,
} from './messages.ts';
import type { StoredChannel } from './model.ts';
import { can, Permission } from './permissions.ts';
import { addReaction, readEmoji, removeReaction } from './reactions.ts';
import { readPage } from './routes/messages.ts';
import { snowflakeTime } from './snowflake.ts';
import type { LocalState } from './state.ts';
import { PARSE_ALL } from './validation/mentions.ts';
import { readMessage } from './validation/message.ts';
import { viewMessage } from './views.ts';
import { isEmoji } from './world.ts';

export function history(
  state: LocalState,
  userId: string,
  channel: StoredChannel,
  query: URLSearchParams,
): unknown {
  const page = readPage(new URLSearchParams([...query].filter(([key]) => key !== 'user')));
  if (!can(state, userId, channel, Permission.ReadMessageHistory)) return [];
  return listMessages(state, channel.id, page, userId).map((message) => viewMessage(state, message, userId));
}

export function send(state: LocalState, userId: string, channel: StoredChannel, ask: ParsedBody): unknown {
  const draft = readMessage(ask.body, ask.files, { mentions: PARSE_ALL, isEmoji: isEmoji(state) });
  requireSend(state, userId, channel, draft);
  requirePace(state, userId, channel);
  return viewMessage(state, createMessage(state, { channel, authorId: userId, draft }), userId);
}

/** Slowmode holds for people, unless a permission lifts it. */
function requirePace(state: LocalState, userId: string, channel: StoredChannel): void {
  const seconds = channel.rate_limit_per_user;
  if (seconds === 0 || can(state, userId, channel, Permission.BypassSlowmode)) return;
  const last = listMessages(state, channel.id, { limit: 100 }).find(
    (message) => message.author_id === userId,
  );
  if (last && state.now() - snowflakeTime(last.id) < seconds * 1000) throw refusal(20016);
}

export function edit(
  state: LocalState,
  userId: string,
  channel: StoredChannel,
  messageId: string,
  ask: ParsedBody,
): unknown {
  const message = findMessage(state, channel.id, messageId);
  if (message.author_id !== userId) throw refusal(50005);
  const draft = readMessage(ask.body, [], {
    mentions: PARSE_ALL,
    isEmoji: isEmoji(state),
    editing: { flags: message.flags, attachmentIds: message.attachments.map((item) => item.id) },
  });
  return viewMessage(state, editMessage(state, message, draft), userId);
}

export function remove(
  state: LocalState,
  userId: string,
  channel: StoredChannel,
  messageId: string,
): undefined {
  const message = findMessage(state, channel.id, messageId);
  const moderates = channel.guild_id !== null && can(state, userId, channel, Permission.ManageMessages);
  if (message.author_id !== userId && !moderates) throw refusal(50013);
  deleteMessage(state, message);
  return undefined;
}

export function react(
  state: LocalState,
  userId: string,
  channel: StoredChannel,
  messageId: string,
  emoji: string,
  on: boolean,
): undefined {
  const message = findMessage(state, channel.id, messageId);
  const change = on ? addReaction : removeReaction;
  change(state, channel, message, userId, readEmoji(state, emoji));
  return undefined;
}

/** Puts an ephemeral message out of its reader's sight, for good. */
export function dismiss(state: LocalState, userId: string, messageId: string): undefined {
  for (const messages of state.data.messages.values()) {
    const message = messages.get(messageId);
    if (message?.ephemeral_to === userId) {
      deleteMessage(state, message);
      return undefined;
    }
  }
  throw refusal(10008);
}
