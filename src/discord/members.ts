import type {
  RESTGetAPIGuildMemberResult,
  RESTGetAPIGuildMembersQuery,
  RESTGetAPIGuildMembersResult,
  RESTGetAPIGuildMembersSearchQuery,
  RESTGetAPIGuildMembersSearchResult,
  RESTPatchAPICurrentGuildMemberJSONBody,
  RESTPatchAPICurrentGuildMemberResult,
  RESTPatchAPIGuildMemberJSONBody,
  RESTPatchAPIGuildMemberResult,
} from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';
import type { GuildId, RoleId, UserId } from './snowflake.ts';

/**
 * Works without the GUILD_MEMBERS intent.
 * @see https://docs.discord.com/developers/resources/guild#get-guild-member
 */
export function getMember(
  rest: DiscordRest,
  guildId: GuildId,
  userId: UserId,
  options?: CallOptions,
): Promise<RESTGetAPIGuildMemberResult> {
  return rest.request('GET', `/guilds/${guildId}/members/${userId}`, options);
}

/**
 * By id, at most 1,000 a page. Needs the GUILD_MEMBERS intent even here.
 * @see https://docs.discord.com/developers/resources/guild#list-guild-members
 */
export function listMembers(
  rest: DiscordRest,
  guildId: GuildId,
  query: RESTGetAPIGuildMembersQuery = {},
  options?: CallOptions,
): Promise<RESTGetAPIGuildMembersResult> {
  return rest.request('GET', `/guilds/${guildId}/members`, { ...options, query: { ...query } });
}

/**
 * By the beginning of user name or nickname; works without the intent.
 * @see https://docs.discord.com/developers/resources/guild#search-guild-members
 */
export function searchMembers(
  rest: DiscordRest,
  guildId: GuildId,
  query: RESTGetAPIGuildMembersSearchQuery,
  options?: CallOptions,
): Promise<RESTGetAPIGuildMembersSearchResult> {
  return rest.request('GET', `/guilds/${guildId}/members/search`, { ...options, query: { ...query } });
}

/**
 * Nickname, roles, timeout (at most 28 days).
 * @see https://docs.discord.com/developers/resources/guild#modify-guild-member
 */
export function editMember(
  rest: DiscordRest,
  guildId: GuildId,
  userId: UserId,
  body: RESTPatchAPIGuildMemberJSONBody,
  options?: CallOptions,
): Promise<RESTPatchAPIGuildMemberResult> {
  return rest.request('PATCH', `/guilds/${guildId}/members/${userId}`, { ...options, body });
}

/** @see https://docs.discord.com/developers/resources/guild#modify-current-member */
export function editCurrentMember(
  rest: DiscordRest,
  guildId: GuildId,
  body: RESTPatchAPICurrentGuildMemberJSONBody,
  options?: CallOptions,
): Promise<RESTPatchAPICurrentGuildMemberResult> {
  return rest.request('PATCH', `/guilds/${guildId}/members/@me`, { ...options, body });
}

/**
 * Only roles below the bot's highest one (else 50013).
 * @see https://docs.discord.com/developers/resources/guild#add-guild-member-role
 */
export function addMemberRole(
  rest: DiscordRest,
  guildId: GuildId,
  userId: UserId,
  roleId: RoleId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('PUT', `/guilds/${guildId}/members/${userId}/roles/${roleId}`, options);
}

/**
 * Only roles below the bot's highest one (else 50013).
 * @see https://docs.discord.com/developers/resources/guild#remove-guild-member-role
 */
export function removeMemberRole(
  rest: DiscordRest,
  guildId: GuildId,
  userId: UserId,
  roleId: RoleId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/guilds/${guildId}/members/${userId}/roles/${roleId}`, options);
}

/** Kicks the member. @see https://docs.discord.com/developers/resources/guild#remove-guild-member */
export function removeMember(
  rest: DiscordRest,
  guildId: GuildId,
  userId: UserId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/guilds/${guildId}/members/${userId}`, options);
}
