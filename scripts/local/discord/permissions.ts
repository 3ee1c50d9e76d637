import { PermissionFlagsBits } from 'discord-api-types/v10';
import { refusal } from './errors.ts';
import type { StoredChannel, StoredGuild, StoredMember } from './model.ts';
import type { LocalState } from './state.ts';

export const Permission = PermissionFlagsBits;
export const ALL_PERMISSIONS = Object.values(PermissionFlagsBits).reduce((sum, bit) => sum | bit, 0n);

const DM_PERMISSIONS =
  Permission.ViewChannel |
  Permission.SendMessages |
  Permission.ReadMessageHistory |
  Permission.EmbedLinks |
  Permission.AttachFiles |
  Permission.AddReactions |
  Permission.UseExternalEmojis |
  Permission.PinMessages |
  Permission.UseApplicationCommands |
  Permission.MentionEveryone;

/** What needs the right to write: lost together with it. */
const NEEDS_SEND =
  Permission.MentionEveryone | Permission.SendTTSMessages | Permission.AttachFiles | Permission.EmbedLinks;

export function isThread(channel: StoredChannel): boolean {
  return channel.type >= 10 && channel.type <= 12;
}

export function isTextual(channel: StoredChannel): boolean {
  return [0, 1, 2, 3, 5, 10, 11, 12, 13].includes(channel.type);
}

/** Guild-wide permissions: owner and administrators hold all. @see https://docs.discord.com/developers/topics/permissions */
export function guildPermissions(guild: StoredGuild, member: StoredMember): bigint {
  if (guild.owner_id === member.user_id) return ALL_PERMISSIONS;
  let sum = BigInt(guild.roles.get(guild.id)?.permissions ?? '0');
  for (const id of member.roles) sum |= BigInt(guild.roles.get(id)?.permissions ?? '0');
  return sum & Permission.Administrator ? ALL_PERMISSIONS : sum;
}

function withOverwrites(
  base: bigint,
  guild: StoredGuild,
  member: StoredMember,
  channel: StoredChannel,
): bigint {
  const find = (id: string) => channel.overwrites.find((overwrite) => overwrite.id === id);
  const everyone = find(guild.id);
  let sum = base;
  if (everyone) sum = (sum & ~BigInt(everyone.deny)) | BigInt(everyone.allow);
  let allow = 0n;
  let deny = 0n;
  for (const id of member.roles) {
    const overwrite = find(id);
    if (!overwrite) continue;
    allow |= BigInt(overwrite.allow);
    deny |= BigInt(overwrite.deny);
  }
  sum = (sum & ~deny) | allow;
  const own = find(member.user_id);
  return own ? (sum & ~BigInt(own.deny)) | BigInt(own.allow) : sum;
}

/** Permissions of a user in a channel, implicit losses (no view, no send, timeout) applied; 0 for strangers. */
export function channelPermissions(state: LocalState, userId: string, channel: StoredChannel): bigint {
  if (channel.guild_id === null) return channel.recipients.includes(userId) ? DM_PERMISSIONS : 0n;
  const guild = state.data.guilds.get(channel.guild_id);
  const member = guild?.members.get(userId);
  if (!guild || !member) return 0n;
  const base = guildPermissions(guild, member);
  if (base === ALL_PERMISSIONS) return base;
  const parent = isThread(channel) ? state.data.channels.get(channel.parent_id ?? '') : channel;
  if (!parent) return 0n;
  let sum = withOverwrites(base, guild, member, parent);
  const until = member.communication_disabled_until;
  if (until !== null && Date.parse(until) > state.now()) {
    sum &= Permission.ViewChannel | Permission.ReadMessageHistory;
  }
  if (!(sum & Permission.ViewChannel)) return 0n;
  if (channel.type === 12 && !channel.thread?.members.has(userId) && !(sum & Permission.ManageThreads))
    return 0n;
  const send = isThread(channel) ? Permission.SendMessagesInThreads : Permission.SendMessages;
  return sum & send ? sum : sum & ~NEEDS_SEND;
}

export function can(state: LocalState, userId: string, channel: StoredChannel, bits: bigint): boolean {
  return (channelPermissions(state, userId, channel) & bits) === bits;
}

/** The channel, if the user may see it (10003, 50001) and holds the permissions (50013). */
export function reachChannel(
  state: LocalState,
  userId: string,
  channelId: string,
  bits: bigint = 0n,
): StoredChannel {
  const channel = state.data.channels.get(channelId);
  if (!channel) throw refusal(10003);
  const held = channelPermissions(state, userId, channel);
  if (!(held & Permission.ViewChannel)) throw refusal(50001);
  if ((held & bits) !== bits) throw refusal(50013);
  return channel;
}

/** The guild, if the user is in it (10004, 50001) and holds the permissions guild-wide (50013). */
export function reachGuild(
  state: LocalState,
  userId: string,
  guildId: string,
  bits: bigint = 0n,
): StoredGuild {
  const guild = state.data.guilds.get(guildId);
  if (!guild) throw refusal(10004);
  const member = guild.members.get(userId);
  if (!member) throw refusal(50001);
  if ((guildPermissions(guild, member) & bits) !== bits) throw refusal(50013);
  return guild;
}

/** Position of the member's highest role; the owner stands above all. */
export function rank(guild: StoredGuild, userId: string): number {
  if (guild.owner_id === userId) return Number.POSITIVE_INFINITY;
  const positions = (guild.members.get(userId)?.roles ?? []).map((id) => guild.roles.get(id)?.position ?? 0);
  return Math.max(0, ...positions);
}

/** Refuses (50013) what stands at or above the actor in the role hierarchy. */
export function requireAbove(guild: StoredGuild, actorId: string, position: number): void {
  if (rank(guild, actorId) <= position) throw refusal(50013);
}
