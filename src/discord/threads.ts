import type {
  APIMessage,
  APIThreadChannel,
  RESTGetAPIChannelThreadMemberResult,
  RESTGetAPIChannelThreadMembersQuery,
  RESTGetAPIChannelThreadMembersResult,
  RESTGetAPIGuildThreadsResult,
  RESTPatchAPIChannelJSONBody,
  RESTPostAPIChannelMessagesThreadsJSONBody,
  RESTPostAPIChannelMessagesThreadsResult,
  RESTPostAPIChannelThreadsJSONBody,
  RESTPostAPIChannelThreadsResult,
  RESTPostAPIGuildForumThreadsJSONBody,
} from 'discord-api-types/v10';
import { messageBody } from './message-body.ts';
import type { CallOptions } from './messages.ts';
import type { DiscordFile, DiscordRest } from './rest.ts';
import type { ChannelId, GuildId, MessageId, UserId } from './snowflake.ts';

/**
 * The thread gets the id of the message; a message has one at most (else 160004). At most once.
 * @see https://docs.discord.com/developers/resources/channel#start-thread-from-message
 */
export function startThreadFromMessage(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  body: RESTPostAPIChannelMessagesThreadsJSONBody,
  options?: CallOptions,
): Promise<RESTPostAPIChannelMessagesThreadsResult> {
  return rest.request('POST', `/channels/${channelId}/messages/${messageId}/threads`, { ...options, body });
}

/**
 * `type` has to be said (11 public, 12 private), because Discord takes private for granted. At most once.
 * @see https://docs.discord.com/developers/resources/channel#start-thread-without-message
 */
export function startThread(
  rest: DiscordRest,
  channelId: ChannelId,
  body: Omit<RESTPostAPIChannelThreadsJSONBody, 'type'> & { type: 10 | 11 | 12 },
  options?: CallOptions,
): Promise<RESTPostAPIChannelThreadsResult> {
  return rest.request('POST', `/channels/${channelId}/threads`, { ...options, body });
}

/** @see https://docs.discord.com/developers/resources/channel#join-thread */
export function joinThread(rest: DiscordRest, threadId: ChannelId, options?: CallOptions): Promise<void> {
  return rest.request('PUT', `/channels/${threadId}/thread-members/@me`, options);
}

/**
 * The thread must not be archived.
 * @see https://docs.discord.com/developers/resources/channel#add-thread-member
 */
export function addThreadMember(
  rest: DiscordRest,
  threadId: ChannelId,
  userId: UserId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('PUT', `/channels/${threadId}/thread-members/${userId}`, options);
}

/** @see https://docs.discord.com/developers/resources/channel#remove-thread-member */
export function removeThreadMember(
  rest: DiscordRest,
  threadId: ChannelId,
  userId: UserId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/channels/${threadId}/thread-members/${userId}`, options);
}

/**
 * Refused with 10007 for who is not in the thread.
 * @see https://docs.discord.com/developers/resources/channel#get-thread-member
 */
export function getThreadMember(
  rest: DiscordRest,
  threadId: ChannelId,
  userId: UserId,
  options?: CallOptions,
): Promise<RESTGetAPIChannelThreadMemberResult> {
  return rest.request('GET', `/channels/${threadId}/thread-members/${userId}`, options);
}

/**
 * Needs the GUILD_MEMBERS intent.
 * @see https://docs.discord.com/developers/resources/channel#list-thread-members
 */
export function listThreadMembers(
  rest: DiscordRest,
  threadId: ChannelId,
  query: RESTGetAPIChannelThreadMembersQuery = {},
  options?: CallOptions,
): Promise<RESTGetAPIChannelThreadMembersResult> {
  return rest.request('GET', `/channels/${threadId}/thread-members`, { ...options, query: { ...query } });
}

/** @see https://docs.discord.com/developers/resources/guild#list-active-guild-threads */
export function listActiveThreads(
  rest: DiscordRest,
  guildId: GuildId,
  options?: CallOptions,
): Promise<RESTGetAPIGuildThreadsResult> {
  return rest.request('GET', `/guilds/${guildId}/threads/active`, options);
}

/**
 * Renames, archives, locks or tags a thread.
 * @see https://docs.discord.com/developers/resources/channel#modify-channel
 */
export function editThread(
  rest: DiscordRest,
  threadId: ChannelId,
  body: RESTPatchAPIChannelJSONBody,
  options?: CallOptions,
): Promise<APIThreadChannel> {
  return rest.request('PATCH', `/channels/${threadId}`, { ...options, body });
}

/** Starts a post in a forum or media channel, with its first message. At most once. @see https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel */
export function startForumPost(
  rest: DiscordRest,
  channelId: ChannelId,
  body: RESTPostAPIGuildForumThreadsJSONBody,
  options: CallOptions & { files?: readonly DiscordFile[] } = {},
): Promise<APIThreadChannel & { message?: APIMessage }> {
  return rest.request('POST', `/channels/${channelId}/threads`, {
    ...options,
    body: { ...body, message: messageBody(body.message, options.files) },
  });
}
