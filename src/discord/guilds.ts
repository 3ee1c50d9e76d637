import type { APIEmoji, RESTGetAPIGuildQuery, RESTGetAPIGuildResult } from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';
import type { GuildId } from './snowflake.ts';

/**
 * `with_counts` adds approximate counts of members.
 * @see https://docs.discord.com/developers/resources/guild#get-guild
 */
export function getGuild(
  rest: DiscordRest,
  guildId: GuildId,
  query: RESTGetAPIGuildQuery = {},
  options?: CallOptions,
): Promise<RESTGetAPIGuildResult> {
  return rest.request('GET', `/guilds/${guildId}`, { ...options, query: { ...query } });
}

/** @see https://docs.discord.com/developers/resources/user#leave-guild */
export function leaveGuild(rest: DiscordRest, guildId: GuildId, options?: CallOptions): Promise<void> {
  return rest.request('DELETE', `/users/@me/guilds/${guildId}`, options);
}

/** @see https://docs.discord.com/developers/resources/emoji#list-guild-emojis */
export function listGuildEmojis(
  rest: DiscordRest,
  guildId: GuildId,
  options?: CallOptions,
): Promise<APIEmoji[]> {
  return rest.request('GET', `/guilds/${guildId}/emojis`, options);
}
