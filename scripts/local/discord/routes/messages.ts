import { refusal } from '../errors.ts';
import {
  bulkDeleteHorizon,
  createMessage,
  deleteMessage,
  editMessage,
  findMessage,
  listMessages,
  requireSend,
  requireUnlocked,
} from '../messages.ts';
import type { StoredMessage } from '../model.ts';
import { can, isTextual, Permission, reachChannel } from '../permissions.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import { compareSnowflakes } from '../snowflake.ts';
import { Check, Fields } from '../validation/check.ts';
import { PARSE_ALL } from '../validation/mentions.ts';
import { readMessage } from '../validation/message.ts';
import { hideContent, viewMessage } from '../views.ts';
import { isEmoji } from '../world.ts';

export const messageRoutes: Route[] = [
  { method: 'GET', path: '/channels/:channel/messages', auth: 'bot', handle: list },
  { method: 'POST', path: '/channels/:channel/messages', auth: 'bot', handle: create },
  { method: 'GET', path: '/channels/:channel/messages/:message', auth: 'bot', handle: get },
  { method: 'PATCH', path: '/channels/:channel/messages/:message', auth: 'bot', handle: edit },
  { method: 'DELETE', path: '/channels/:channel/messages/:message', auth: 'bot', handle: remove },
  { method: 'POST', path: '/channels/:channel/messages/bulk-delete', auth: 'bot', handle: bulkDelete },
];

export function show(context: RouteContext, message: StoredMessage): unknown {
  return hideContent(context.state, message, viewMessage(context.state, message, context.userId));
}

function list(context: RouteContext): unknown {
  const { state, userId, query } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  if (!isTextual(channel)) throw refusal(50008);
  const page = readPage(query);
  // Without the right to read history Discord answers an empty list, not an error.
  if (!can(state, userId, channel, Permission.ReadMessageHistory)) return [];
  return listMessages(state, channel.id, page).map((message) => show(context, message));
}

export function readPage(query: URLSearchParams) {
  const check = new Check();
  const fields = new Fields(check, Object.fromEntries(query));
  const page = {
    before: fields.snowflake('before'),
    after: fields.snowflake('after'),
    around: fields.snowflake('around'),
    limit: fields.number('limit', { min: 1, max: 100 }) ?? 50,
  };
  check.done();
  return page;
}

function get(context: RouteContext): unknown {
  const { state, userId } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  const message = findMessage(state, channel.id, param(context, 'message'));
  if (!can(state, userId, channel, Permission.ReadMessageHistory)) throw refusal(50013);
  return show(context, message);
}

function create(context: RouteContext): unknown {
  const { state, userId, body, files } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  const draft = readMessage(body, files, { mentions: PARSE_ALL, isEmoji: isEmoji(state) });
  requireSend(state, userId, channel, draft);
  return show(context, createMessage(state, { channel, authorId: userId, draft }));
}

function edit(context: RouteContext): unknown {
  const { state, userId, body, files } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  const message = findMessage(state, channel.id, param(context, 'message'));
  const draft = readMessage(body, files, {
    mentions: PARSE_ALL,
    isEmoji: isEmoji(state),
    editing: { flags: message.flags, attachmentIds: message.attachments.map((item) => item.id) },
  });
  if (message.author_id !== userId || (message.webhook && message.application_id === null)) {
    const onlyFlags = Object.keys(new Fields(new Check(), body ?? {}).value).every((key) => key === 'flags');
    if (!onlyFlags || !can(state, userId, channel, Permission.ManageMessages)) throw refusal(50005);
  }
  requireUnlocked(state, userId, channel);
  if (channel.thread?.archived) throw refusal(50083);
  return show(context, editMessage(state, message, draft));
}

function remove(context: RouteContext): void {
  const { state, userId } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  const message = findMessage(state, channel.id, param(context, 'message'));
  if (channel.thread?.archived) throw refusal(50083);
  if (message.author_id !== userId) {
    if (channel.guild_id === null) throw refusal(50003);
    if (!can(state, userId, channel, Permission.ManageMessages)) throw refusal(50013);
    state.audit({
      guild_id: channel.guild_id,
      user_id: userId,
      action: 'MESSAGE_DELETE',
      target_id: message.author_id,
      reason: context.reason,
    });
  }
  deleteMessage(state, message);
}

function bulkDelete(context: RouteContext): void {
  const { state, userId, body } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'), Permission.ManageMessages);
  if (channel.guild_id === null) throw refusal(50003);
  const check = new Check();
  const ids = new Fields(check, body ?? {}).snowflakes('messages', { required: true }) ?? [];
  check.done();
  if (ids.length < 2 || ids.length > 100) throw refusal(50016);
  const horizon = bulkDeleteHorizon(state);
  if (ids.some((id) => compareSnowflakes(id, horizon) < 0)) throw refusal(50034);
  const messages = state.messagesOf(channel.id);
  const gone = ids.filter((id) => messages.get(id)?.ephemeral_to === null && messages.delete(id));
  state.audit({
    guild_id: channel.guild_id,
    user_id: userId,
    action: 'MESSAGE_BULK_DELETE',
    target_id: channel.id,
    reason: context.reason,
  });
  state.dispatch({
    t: 'MESSAGE_DELETE_BULK',
    d: { ids: gone, channel_id: channel.id, guild_id: channel.guild_id },
    guild_id: channel.guild_id,
    channel_id: channel.id,
    audience: 'all',
  });
}
