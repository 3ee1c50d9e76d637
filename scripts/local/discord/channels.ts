import type { StoredChannel } from './model.ts';
import { channelPermissions, Permission } from './permissions.ts';
import type { LocalState } from './state.ts';
import { viewChannel } from './views.ts';

export function newChannel(
  values: Partial<StoredChannel> & Pick<StoredChannel, 'id' | 'type' | 'guild_id'>,
): StoredChannel {
  return {
    name: null,
    topic: null,
    position: 0,
    parent_id: null,
    nsfw: false,
    rate_limit_per_user: 0,
    overwrites: [],
    last_message_id: null,
    last_pin_timestamp: null,
    default_auto_archive_duration: null,
    bitrate: null,
    user_limit: null,
    owner_id: null,
    recipients: [],
    thread: null,
    flags: 0,
    ...values,
  };
}

/** Text channels carry slugs: lower case, dashes for blanks. Voice, category and thread names stay as typed. */
export function channelName(type: number, name: string): string {
  return [0, 5, 15, 16].includes(type) ? name.trim().toLowerCase().replaceAll(/\s+/g, '-') : name.trim();
}

export function addChannel(state: LocalState, channel: StoredChannel): StoredChannel {
  state.data.channels.set(channel.id, channel);
  tellChannel(state, 'CREATE', channel);
  return channel;
}

/** CHANNEL_* or THREAD_*, as the kind of channel demands. */
export function tellChannel(
  state: LocalState,
  what: 'CREATE' | 'UPDATE' | 'DELETE',
  channel: StoredChannel,
): void {
  const prefix = channel.thread ? 'THREAD' : 'CHANNEL';
  const view =
    channel.thread && what === 'DELETE'
      ? { id: channel.id, guild_id: channel.guild_id, parent_id: channel.parent_id, type: channel.type }
      : viewChannel(state, channel);
  state.dispatch({
    t: `${prefix}_${what}`,
    d: channel.thread && what === 'CREATE' ? { ...view, newly_created: true } : view,
    guild_id: channel.guild_id,
    channel_id: channel.id,
    ...(channel.guild_id === null ? { user_ids: channel.recipients } : {}),
    audience: 'all',
  });
}

/** Removes a channel with its threads, messages and webhooks. */
export function dropChannel(state: LocalState, channel: StoredChannel): void {
  for (const child of [...state.data.channels.values()]) {
    if (child.parent_id !== channel.id) continue;
    if (child.thread) dropChannel(state, child);
    else child.parent_id = null;
  }
  for (const webhook of [...state.data.webhooks.values()]) {
    if (webhook.channel_id === channel.id) state.data.webhooks.delete(webhook.id);
  }
  // Told before it is gone, so that listeners can still compute who could see it.
  tellChannel(state, 'DELETE', channel);
  state.data.channels.delete(channel.id);
  state.data.messages.delete(channel.id);
}

export function visibleChannels(state: LocalState, guildId: string, userId: string): StoredChannel[] {
  return [...state.data.channels.values()]
    .filter((channel) => channel.guild_id === guildId)
    .filter((channel) => (channelPermissions(state, userId, channel) & Permission.ViewChannel) !== 0n)
    .sort((a, b) => a.position - b.position);
}

export function guildsInCommon(state: LocalState, a: string, b: string): boolean {
  for (const guild of state.data.guilds.values()) {
    if (guild.members.has(a) && guild.members.has(b)) return true;
  }
  return false;
}

/** The one DM channel between two users, made when missing. */
export function openDm(state: LocalState, userId: string, otherId: string, id?: string): StoredChannel {
  for (const channel of state.data.channels.values()) {
    if (channel.type === 1 && channel.recipients.includes(userId) && channel.recipients.includes(otherId))
      return channel;
  }
  return addChannel(
    state,
    newChannel({ id: id ?? state.id(), type: 1, guild_id: null, recipients: [userId, otherId] }),
  );
}
