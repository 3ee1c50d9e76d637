import type {
  APIApplicationCommand,
  RESTGetAPIApplicationCommandsQuery,
  RESTGetAPIApplicationCommandsResult,
  RESTGetAPIApplicationGuildCommandsQuery,
  RESTGetAPIApplicationGuildCommandsResult,
  RESTPostAPIApplicationCommandsJSONBody,
  RESTPutAPIApplicationCommandsJSONBody,
  RESTPutAPIApplicationCommandsResult,
  RESTPutAPIApplicationGuildCommandsJSONBody,
  RESTPutAPIApplicationGuildCommandsResult,
} from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';
import type { ApplicationId, CommandId, GuildId } from './snowflake.ts';

/** @see https://docs.discord.com/developers/interactions/application-commands#get-global-application-commands */
export function listGlobalCommands(
  rest: DiscordRest,
  applicationId: ApplicationId,
  query: RESTGetAPIApplicationCommandsQuery = {},
  options?: CallOptions,
): Promise<RESTGetAPIApplicationCommandsResult> {
  return rest.request('GET', `/applications/${applicationId}/commands`, { ...options, query: { ...query } });
}

/**
 * Replaces the commands of all types; a name that is left out loses its permissions for good.
 * @see https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands
 */
export function overwriteGlobalCommands(
  rest: DiscordRest,
  applicationId: ApplicationId,
  body: RESTPutAPIApplicationCommandsJSONBody,
  options?: CallOptions,
): Promise<RESTPutAPIApplicationCommandsResult> {
  return rest.request('PUT', `/applications/${applicationId}/commands`, { ...options, body });
}

/** @see https://docs.discord.com/developers/interactions/application-commands#get-guild-application-commands */
export function listGuildCommands(
  rest: DiscordRest,
  applicationId: ApplicationId,
  guildId: GuildId,
  query: RESTGetAPIApplicationGuildCommandsQuery = {},
  options?: CallOptions,
): Promise<RESTGetAPIApplicationGuildCommandsResult> {
  return rest.request('GET', `/applications/${applicationId}/guilds/${guildId}/commands`, {
    ...options,
    query: { ...query },
  });
}

/**
 * Replaces the commands of all types in one guild, at once.
 * @see https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-guild-application-commands
 */
export function overwriteGuildCommands(
  rest: DiscordRest,
  applicationId: ApplicationId,
  guildId: GuildId,
  body: RESTPutAPIApplicationGuildCommandsJSONBody,
  options?: CallOptions,
): Promise<RESTPutAPIApplicationGuildCommandsResult> {
  return rest.request('PUT', `/applications/${applicationId}/guilds/${guildId}/commands`, {
    ...options,
    body,
  });
}

/** Creates the command, or replaces the one of the same name and type and keeps its id. @see https://docs.discord.com/developers/interactions/application-commands#create-global-application-command */
export function createGlobalCommand(
  rest: DiscordRest,
  applicationId: ApplicationId,
  body: RESTPostAPIApplicationCommandsJSONBody,
  options?: CallOptions,
): Promise<APIApplicationCommand> {
  const path = `/applications/${applicationId}/commands`;
  return rest.request('POST', path, { ...options, body, idempotent: true });
}

/** @see https://docs.discord.com/developers/interactions/application-commands#create-guild-application-command */
export function createGuildCommand(
  rest: DiscordRest,
  applicationId: ApplicationId,
  guildId: GuildId,
  body: RESTPostAPIApplicationCommandsJSONBody,
  options?: CallOptions,
): Promise<APIApplicationCommand> {
  const path = `/applications/${applicationId}/guilds/${guildId}/commands`;
  return rest.request('POST', path, { ...options, body, idempotent: true });
}

/** Wipes the permissions that admins gave the command. @see https://docs.discord.com/developers/interactions/application-commands#delete-global-application-command */
export function deleteGlobalCommand(
  rest: DiscordRest,
  applicationId: ApplicationId,
  commandId: CommandId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/applications/${applicationId}/commands/${commandId}`, options);
}

/** @see https://docs.discord.com/developers/interactions/application-commands#delete-guild-application-command */
export function deleteGuildCommand(
  rest: DiscordRest,
  applicationId: ApplicationId,
  guildId: GuildId,
  commandId: CommandId,
  options?: CallOptions,
): Promise<void> {
  const path = `/applications/${applicationId}/guilds/${guildId}/commands/${commandId}`;
  return rest.request('DELETE', path, options);
}
