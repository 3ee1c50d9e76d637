import type {
  RESTGetAPICurrentUserGuildsQuery,
  RESTGetAPICurrentUserGuildsResult,
  RESTGetAPICurrentUserResult,
  RESTGetAPIUserResult,
  RESTPostAPICurrentUserCreateDMChannelResult,
} from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';
import type { UserId } from './snowflake.ts';

/** The bot itself. @see https://docs.discord.com/developers/resources/user#get-current-user */
export function getCurrentUser(
  rest: DiscordRest,
  options?: CallOptions,
): Promise<RESTGetAPICurrentUserResult> {
  return rest.request('GET', `/users/@me`, options);
}

/** @see https://docs.discord.com/developers/resources/user#get-user */
export function getUser(
  rest: DiscordRest,
  userId: UserId,
  options?: CallOptions,
): Promise<RESTGetAPIUserResult> {
  return rest.request('GET', `/users/${userId}`, options);
}

/**
 * The guilds the bot is in, at most 200 a page.
 * @see https://docs.discord.com/developers/resources/user#get-current-user-guilds
 */
export function listCurrentUserGuilds(
  rest: DiscordRest,
  query: RESTGetAPICurrentUserGuildsQuery = {},
  options?: CallOptions,
): Promise<RESTGetAPICurrentUserGuildsResult> {
  return rest.request('GET', `/users/@me/guilds`, { ...options, query: { ...query } });
}

/**
 * Opens the direct-message channel with a person, or returns the one there is; never for mass mailing (40003).
 * @see https://docs.discord.com/developers/resources/user#create-dm
 */
export function createDm(
  rest: DiscordRest,
  userId: UserId,
  options?: CallOptions,
): Promise<RESTPostAPICurrentUserCreateDMChannelResult> {
  return rest.request('POST', `/users/@me/channels`, {
    ...options,
    body: { recipient_id: userId },
    idempotent: true,
  });
}
