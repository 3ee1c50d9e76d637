import type {
  RESTDeleteAPIChannelResult,
  RESTGetAPIChannelResult,
  RESTGetAPIGuildChannelsResult,
  RESTPatchAPIChannelJSONBody,
  RESTPatchAPIChannelResult,
  RESTPostAPIGuildChannelJSONBody,
  RESTPostAPIGuildChannelResult,
  RESTPutAPIChannelPermissionJSONBody,
} from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';
import type { ChannelId, GuildId, RoleId, UserId } from './snowflake.ts';

/** @see https://docs.discord.com/developers/resources/channel#get-channel */
export function getChannel(
  rest: DiscordRest,
  channelId: ChannelId,
  options?: CallOptions,
): Promise<RESTGetAPIChannelResult> {
  return rest.request('GET', `/channels/${channelId}`, options);
}

/**
 * Changes a channel or thread. Renaming has a limit of its own, about two in ten minutes, that no header shows.
 * @see https://docs.discord.com/developers/resources/channel#modify-channel
 */
export function editChannel(
  rest: DiscordRest,
  channelId: ChannelId,
  body: RESTPatchAPIChannelJSONBody,
  options?: CallOptions,
): Promise<RESTPatchAPIChannelResult> {
  return rest.request('PATCH', `/channels/${channelId}`, { ...options, body });
}

/**
 * Deletes a channel or thread for good.
 * @see https://docs.discord.com/developers/resources/channel#deleteclose-channel
 */
export function deleteChannel(
  rest: DiscordRest,
  channelId: ChannelId,
  options?: CallOptions,
): Promise<RESTDeleteAPIChannelResult> {
  return rest.request('DELETE', `/channels/${channelId}`, options);
}

/**
 * Leaves out channels that the bot cannot see, and threads: what is missing may still exist.
 * @see https://docs.discord.com/developers/resources/guild#get-guild-channels
 */
export function listGuildChannels(
  rest: DiscordRest,
  guildId: GuildId,
  options?: CallOptions,
): Promise<RESTGetAPIGuildChannelsResult> {
  return rest.request('GET', `/guilds/${guildId}/channels`, options);
}

/**
 * At most once: a lost answer throws with `outcomeUnknown`.
 * @see https://docs.discord.com/developers/resources/guild#create-guild-channel
 */
export function createGuildChannel(
  rest: DiscordRest,
  guildId: GuildId,
  body: RESTPostAPIGuildChannelJSONBody,
  options?: CallOptions,
): Promise<RESTPostAPIGuildChannelResult> {
  return rest.request('POST', `/guilds/${guildId}/channels`, { ...options, body });
}

/**
 * Sets one overwrite; only bits that the bot has itself.
 * @see https://docs.discord.com/developers/resources/channel#edit-channel-permissions
 */
export function editChannelPermissions(
  rest: DiscordRest,
  channelId: ChannelId,
  overwriteId: RoleId | UserId,
  body: RESTPutAPIChannelPermissionJSONBody,
  options?: CallOptions,
): Promise<void> {
  return rest.request('PUT', `/channels/${channelId}/permissions/${overwriteId}`, { ...options, body });
}

/** @see https://docs.discord.com/developers/resources/channel#delete-channel-permission */
export function deleteChannelPermission(
  rest: DiscordRest,
  channelId: ChannelId,
  overwriteId: RoleId | UserId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/channels/${channelId}/permissions/${overwriteId}`, options);
}

/**
 * Shows the bot as typing for ten seconds.
 * @see https://docs.discord.com/developers/resources/channel#trigger-typing-indicator
 */
export function triggerTyping(rest: DiscordRest, channelId: ChannelId, options?: CallOptions): Promise<void> {
  return rest.request('POST', `/channels/${channelId}/typing`, { ...options, idempotent: true });
}
