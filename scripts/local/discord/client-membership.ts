import { refusal } from './errors.ts';
import { dropMember, putMember } from './fixtures.ts';
import type { StoredGuild } from './model.ts';
import type { LocalState } from './state.ts';

function guildOf(state: LocalState, guildId: string): StoredGuild {
  const guild = state.data.guilds.get(guildId);
  if (!guild) throw refusal(10004);
  return guild;
}

/** Joins a server as by an invite; nothing happens to those who are in it. */
export function joinGuild(state: LocalState, userId: string, guildId: string): undefined {
  const guild = guildOf(state, guildId);
  if (!guild.members.has(userId)) putMember(state, guild, { user_id: userId });
  return undefined;
}

/** Leaves a server; an owner cannot (50055). */
export function leaveGuild(state: LocalState, userId: string, guildId: string): undefined {
  const guild = guildOf(state, guildId);
  if (guild.owner_id === userId) throw refusal(50055);
  dropMember(state, guild, userId);
  return undefined;
}
