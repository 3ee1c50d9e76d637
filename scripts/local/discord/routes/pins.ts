import { emptyDraft } from '../draft.ts';
import { refusal } from '../errors.ts';
import { createMessage, findMessage, tellMessage } from '../messages.ts';
import type { StoredChannel } from '../model.ts';
import { can, Permission, reachChannel } from '../permissions.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import { show } from './messages.ts';

export const pinRoutes: Route[] = [
  { method: 'GET', path: '/channels/:channel/pins', auth: 'bot', handle: listOld },
  { method: 'PUT', path: '/channels/:channel/pins/:message', auth: 'bot', handle: pin },
  { method: 'DELETE', path: '/channels/:channel/pins/:message', auth: 'bot', handle: unpin },
  { method: 'GET', path: '/channels/:channel/messages/pins', auth: 'bot', handle: list },
  { method: 'PUT', path: '/channels/:channel/messages/pins/:message', auth: 'bot', handle: pin },
  { method: 'DELETE', path: '/channels/:channel/messages/pins/:message', auth: 'bot', handle: unpin },
];

function pinned(state: LocalState, channelId: string) {
  return [...(state.data.messages.get(channelId)?.values() ?? [])]
    .filter((message) => message.pinned_at !== null)
    .sort((a, b) => ((a.pinned_at ?? '') < (b.pinned_at ?? '') ? 1 : -1));
}

function reachHistory(context: RouteContext): StoredChannel | undefined {
  const { state, userId } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  return can(state, userId, channel, Permission.ReadMessageHistory) ? channel : undefined;
}

function listOld(context: RouteContext): unknown {
  const channel = reachHistory(context);
  return channel ? pinned(context.state, channel.id).map((message) => show(context, message)) : [];
}

function list(context: RouteContext): unknown {
  const channel = reachHistory(context);
  const before = context.query.get('before');
  const all = channel ? pinned(context.state, channel.id) : [];
  const older = all.filter((message) => before === null || (message.pinned_at ?? '') < before);
  const limit = Number(context.query.get('limit') ?? 50);
  return {
    items: older
      .slice(0, limit)
      .map((message) => ({ pinned_at: message.pinned_at, message: show(context, message) })),
    has_more: older.length > limit,
  };
}

function pin(context: RouteContext): void {
  const { state, userId } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'), Permission.PinMessages);
  const message = findMessage(state, channel.id, param(context, 'message'));
  if (message.pinned_at !== null) return;
  if (pinned(state, channel.id).length >= 250) throw refusal(30003);
  message.pinned_at = state.iso();
  channel.last_pin_timestamp = message.pinned_at;
  tellMessage(state, 'UPDATE', message);
  tellPins(state, channel);
  const draft = emptyDraft();
  draft.reference = { type: 0, message_id: message.id, channel_id: channel.id, failIfMissing: true };
  createMessage(state, { channel, authorId: userId, draft, type: 6 });
  audit(context, channel, 'MESSAGE_PIN', message.author_id);
}

function unpin(context: RouteContext): void {
  const { state, userId } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'), Permission.PinMessages);
  const message = findMessage(state, channel.id, param(context, 'message'));
  if (message.pinned_at === null) return;
  message.pinned_at = null;
  tellMessage(state, 'UPDATE', message);
  tellPins(state, channel);
  audit(context, channel, 'MESSAGE_UNPIN', message.author_id);
}

function audit(context: RouteContext, channel: StoredChannel, action: string, target: string): void {
  const { state, userId, reason } = context;
  state.audit({ guild_id: channel.guild_id, user_id: userId, action, target_id: target, reason });
}

function tellPins(state: LocalState, channel: StoredChannel): void {
  state.dispatch({
    t: 'CHANNEL_PINS_UPDATE',
    d: {
      channel_id: channel.id,
      last_pin_timestamp: channel.last_pin_timestamp,
      ...(channel.guild_id === null ? {} : { guild_id: channel.guild_id }),
    },
    guild_id: channel.guild_id,
    channel_id: channel.id,
    ...(channel.guild_id === null ? { user_ids: channel.recipients } : {}),
    audience: 'all',
  });
}
