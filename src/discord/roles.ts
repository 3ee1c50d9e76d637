import type {
  RESTGetAPIGuildRoleMemberCountsResult,
  RESTGetAPIGuildRolesResult,
  RESTPatchAPIGuildRoleJSONBody,
  RESTPatchAPIGuildRolePositionsJSONBody,
  RESTPatchAPIGuildRolePositionsResult,
  RESTPatchAPIGuildRoleResult,
  RESTPostAPIGuildRoleJSONBody,
  RESTPostAPIGuildRoleResult,
} from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';
import type { GuildId, RoleId } from './snowflake.ts';

/** @see https://docs.discord.com/developers/resources/guild#get-guild-roles */
export function listRoles(
  rest: DiscordRest,
  guildId: GuildId,
  options?: CallOptions,
): Promise<RESTGetAPIGuildRolesResult> {
  return rest.request('GET', `/guilds/${guildId}/roles`, options);
}

/**
 * At most once; a guild has 250 roles at most (else 30005).
 * @see https://docs.discord.com/developers/resources/guild#create-guild-role
 */
export function createRole(
  rest: DiscordRest,
  guildId: GuildId,
  body: RESTPostAPIGuildRoleJSONBody,
  options?: CallOptions,
): Promise<RESTPostAPIGuildRoleResult> {
  return rest.request('POST', `/guilds/${guildId}/roles`, { ...options, body });
}

/** @see https://docs.discord.com/developers/resources/guild#modify-guild-role */
export function editRole(
  rest: DiscordRest,
  guildId: GuildId,
  roleId: RoleId,
  body: RESTPatchAPIGuildRoleJSONBody,
  options?: CallOptions,
): Promise<RESTPatchAPIGuildRoleResult> {
  return rest.request('PATCH', `/guilds/${guildId}/roles/${roleId}`, { ...options, body });
}

/** @see https://docs.discord.com/developers/resources/guild#modify-guild-role-positions */
export function editRolePositions(
  rest: DiscordRest,
  guildId: GuildId,
  body: RESTPatchAPIGuildRolePositionsJSONBody,
  options?: CallOptions,
): Promise<RESTPatchAPIGuildRolePositionsResult> {
  return rest.request('PATCH', `/guilds/${guildId}/roles`, { ...options, body });
}

/** @see https://docs.discord.com/developers/resources/guild#delete-guild-role */
export function deleteRole(
  rest: DiscordRest,
  guildId: GuildId,
  roleId: RoleId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/guilds/${guildId}/roles/${roleId}`, options);
}

/**
 * Role id → number of members; works without the GUILD_MEMBERS intent.
 * @see https://docs.discord.com/developers/resources/guild#get-guild-role-member-counts
 */
export function countRoleMembers(
  rest: DiscordRest,
  guildId: GuildId,
  options?: CallOptions,
): Promise<RESTGetAPIGuildRoleMemberCountsResult> {
  return rest.request('GET', `/guilds/${guildId}/roles/member-counts`, options);
}
