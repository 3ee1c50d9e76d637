import { get, type State } from './store.ts';
import type { Channel, Guild, Id, Member, Role, User } from './wire.ts';

export const channelTypes = {
  text: 0,
  dm: 1,
  voice: 2,
  group: 3,
  category: 4,
  news: 5,
  newsThread: 10,
  thread: 11,
  privateThread: 12,
  stage: 13,
  forum: 15,
} as const;

export const isThread = (channel: Channel | undefined): boolean =>
  channel !== undefined && channel.type >= 10 && channel.type <= 12;
export const isDm = (channel: Channel | undefined): boolean => channel?.type === 1 || channel?.type === 3;

export const guildOf = (s: State, channel: Id | null | undefined): Guild | undefined => {
  const id = channel ? s.channels[channel]?.guild_id : undefined;
  return id ? s.guilds[id] : undefined;
};
export const memberOf = (guild: Guild | undefined, user: Id): Member | undefined =>
  guild?.members.find((m) => m.user.id === user);

export function displayName(user: User | undefined, guild?: Guild): string {
  if (!user) return 'Unknown user';
  return memberOf(guild, user.id)?.nick ?? user.global_name ?? user.username;
}

export const rolesOf = (guild: Guild | undefined, user: Id): Role[] => {
  const member = memberOf(guild, user);
  if (!guild || !member) return [];
  return guild.roles.filter((r) => member.roles.includes(r.id)).sort((a, b) => b.position - a.position);
};
export const hex = (color: number): string => `#${color.toString(16).padStart(6, '0')}`;

/** The colour of the highest role that has one, or undefined for the default text colour. */
export function nameColor(guild: Guild | undefined, user: Id): string | undefined {
  const role = rolesOf(guild, user).find((r) => r.color !== 0);
  // Mixed with the colour of text, as roles may have any colour and names have to be read on every ground.
  return role ? `color-mix(in oklab, ${hex(role.color)} 65%, var(--strong))` : undefined;
}

export const otherOf = (s: State, channel: Channel): User | undefined => {
  const other = channel.recipients?.find((r) => r.id !== s.me) ?? channel.recipients?.[0];
  return other && (s.users[other.id] ?? other);
};
export function channelName(s: State, channel: Channel | undefined): string {
  if (!channel) return 'unknown';
  if (isDm(channel)) return displayName(otherOf(s, channel));
  return channel.name ?? 'unnamed';
}

export const userById = (id: Id): User | undefined => {
  const s = get();
  return s.users[id] ?? (s.bot?.id === id ? s.bot : undefined);
};

const bits = {
  manageMessages: 1n << 13n,
  sendMessages: 1n << 11n,
  sendInThreads: 1n << 38n,
  viewChannel: 1n << 10n,
};
/** Whether the acting person may do it here; the server has already summed roles and overwrites. */
export function can(s: State, permission: keyof typeof bits, channelId: Id): boolean {
  const channel = s.channels[channelId];
  if (!channel?.permissions) return true;
  const asked = permission === 'sendMessages' && isThread(channel) ? 'sendInThreads' : permission;
  return (BigInt(channel.permissions) & bits[asked]) !== 0n;
}
