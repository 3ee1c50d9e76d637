import { channelName, channelTypes, displayName, guildOf, hex, isThread } from '../state/selectors.ts';
import type { State } from '../state/store.ts';
import type { Component, Emoji, Id, User } from '../state/wire.ts';

export interface Choice {
  value: string;
  label: string;
  detail?: string;
  emoji?: Emoji;
  user?: User;
  color?: string;
  kind: 'text' | 'user' | 'role' | 'channel';
}

export function userChoices(s: State, channel: Id | null): Choice[] {
  const guild = guildOf(s, channel);
  const dm = channel ? s.channels[channel] : undefined;
  const users = guild
    ? guild.members.map((m) => m.user)
    : [...(dm?.recipients ?? []), ...(s.users[s.me] ? [s.users[s.me] as User] : [])];
  return [...new Map(users.map((u) => [u.id, u])).values()].map((user) => ({
    kind: 'user',
    value: user.id,
    label: displayName(user, guild),
    detail: user.username,
    user,
  }));
}
export function roleChoices(s: State, channel: Id | null): Choice[] {
  const guild = guildOf(s, channel);
  return [...(guild?.roles ?? [])]
    .sort((a, b) => b.position - a.position)
    .map((role) => ({
      kind: 'role',
      value: role.id,
      label: role.id === guild?.id ? '@everyone' : role.name,
      color: role.color ? hex(role.color) : undefined,
    }));
}
export function channelChoices(s: State, channel: Id | null, types?: number[]): Choice[] {
  const guild = guildOf(s, channel);
  return Object.values(s.channels)
    .filter((c) => c.guild_id === guild?.id && guild && (!types?.length || types.includes(c.type)))
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
    .map((c) => ({
      kind: 'channel',
      value: c.id,
      label: `${isThread(c) || c.type === channelTypes.category ? '' : '# '}${channelName(s, c)}`,
      detail: c.parent_id ? (s.channels[c.parent_id]?.name ?? undefined) : undefined,
    }));
}

export function choicesOf(s: State, select: Component, channel: Id | null): Choice[] {
  switch (select.type) {
    case 5:
      return userChoices(s, channel);
    case 6:
      return roleChoices(s, channel);
    case 7:
      return [...userChoices(s, channel), ...roleChoices(s, channel)];
    case 8:
      return channelChoices(s, channel, select.channel_types);
    default:
      return (select.options ?? []).map((o) => ({
        kind: 'text',
        value: o.value,
        label: o.label,
        detail: o.description,
        emoji: o.emoji,
      }));
  }
}
