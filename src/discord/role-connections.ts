import type {
  RESTGetAPIApplicationRoleConnectionMetadataResult,
  RESTPutAPIApplicationRoleConnectionMetadataJSONBody,
  RESTPutAPIApplicationRoleConnectionMetadataResult,
  RESTPutAPICurrentUserApplicationRoleConnectionJSONBody,
  RESTPutAPICurrentUserApplicationRoleConnectionResult,
} from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';
import type { ApplicationId } from './snowflake.ts';

/** @see https://docs.discord.com/developers/resources/application-role-connection-metadata */
export function listRoleConnectionMetadata(
  rest: DiscordRest,
  applicationId: ApplicationId,
  options?: CallOptions,
): Promise<RESTGetAPIApplicationRoleConnectionMetadataResult> {
  return rest.request('GET', `/applications/${applicationId}/role-connections/metadata`, options);
}

/** Replaces all records; five at most. @see https://docs.discord.com/developers/resources/application-role-connection-metadata */
export function overwriteRoleConnectionMetadata(
  rest: DiscordRest,
  applicationId: ApplicationId,
  body: RESTPutAPIApplicationRoleConnectionMetadataJSONBody,
  options?: CallOptions,
): Promise<RESTPutAPIApplicationRoleConnectionMetadataResult> {
  return rest.request('PUT', `/applications/${applicationId}/role-connections/metadata`, {
    ...options,
    body,
  });
}

/** Writes what a person has reached; with their own token and the scope `role_connections.write`. @see https://docs.discord.com/developers/resources/user#update-current-user-application-role-connection */
export function updateRoleConnection(
  rest: DiscordRest,
  applicationId: ApplicationId,
  accessToken: string,
  body: RESTPutAPICurrentUserApplicationRoleConnectionJSONBody,
  options?: CallOptions,
): Promise<RESTPutAPICurrentUserApplicationRoleConnectionResult> {
  return rest.request('PUT', `/users/@me/applications/${applicationId}/role-connection`, {
    ...options,
    auth: { bearer: accessToken },
    body,
  });
}
