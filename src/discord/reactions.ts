import type {
  RESTGetAPIChannelMessageReactionUsersQuery,
  RESTGetAPIChannelMessageReactionUsersResult,
} from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';
import type { ChannelId, MessageId, UserId } from './snowflake.ts';

/** An emoji as the path wants it: `👍`, `name:id`, or the `<a:name:id>` of a message. A wrong form is answered 10014. */
export function encodeEmoji(emoji: string): string {
  return encodeURIComponent(emoji.replace(/^<a?:(\w+:\d+)>$/, '$1'));
}

/** Reacts as the bot. @see https://docs.discord.com/developers/resources/message#create-reaction */
export function addReaction(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  emoji: string,
  options?: CallOptions,
): Promise<void> {
  return rest.request(
    'PUT',
    `/channels/${channelId}/messages/${messageId}/reactions/${encodeEmoji(emoji)}/@me`,
    options,
  );
}

/** @see https://docs.discord.com/developers/resources/message#delete-own-reaction */
export function removeOwnReaction(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  emoji: string,
  options?: CallOptions,
): Promise<void> {
  return rest.request(
    'DELETE',
    `/channels/${channelId}/messages/${messageId}/reactions/${encodeEmoji(emoji)}/@me`,
    options,
  );
}

/**
 * Needs MANAGE_MESSAGES.
 * @see https://docs.discord.com/developers/resources/message#delete-user-reaction
 */
export function removeUserReaction(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  emoji: string,
  userId: UserId,
  options?: CallOptions,
): Promise<void> {
  return rest.request(
    'DELETE',
    `/channels/${channelId}/messages/${messageId}/reactions/${encodeEmoji(emoji)}/${userId}`,
    options,
  );
}

/**
 * Who reacted so, at most 100 a page.
 * @see https://docs.discord.com/developers/resources/message#get-reactions
 */
export function listReactions(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  emoji: string,
  query: RESTGetAPIChannelMessageReactionUsersQuery = {},
  options?: CallOptions,
): Promise<RESTGetAPIChannelMessageReactionUsersResult> {
  return rest.request('GET', `/channels/${channelId}/messages/${messageId}/reactions/${encodeEmoji(emoji)}`, {
    ...options,
    query: { ...query },
  });
}

/**
 * Removes all reactions of everybody. Needs MANAGE_MESSAGES.
 * @see https://docs.discord.com/developers/resources/message#delete-all-reactions
 */
export function clearReactions(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/channels/${channelId}/messages/${messageId}/reactions`, options);
}
