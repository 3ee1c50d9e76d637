import type {
  RESTGetAPIChannelMessageResult,
  RESTGetAPIChannelMessagesQuery,
  RESTGetAPIChannelMessagesResult,
  RESTPatchAPIChannelMessageJSONBody,
  RESTPatchAPIChannelMessageResult,
  RESTPostAPIChannelMessageJSONBody,
  RESTPostAPIChannelMessageResult,
} from 'discord-api-types/v10';
import { messageBody, nonceFor } from './message-body.ts';
import type { DiscordFile, DiscordRequestOptions, DiscordRest } from './rest.ts';
import type { ChannelId, MessageId } from './snowflake.ts';

/** What a caller may decide about any call. */
export type CallOptions = Pick<DiscordRequestOptions, 'reason' | 'priority' | 'maxWaitMs' | 'retries'>;

/** Newest first, at most 100. @see https://docs.discord.com/developers/resources/message#get-channel-messages */
export function listMessages(
  rest: DiscordRest,
  channelId: ChannelId,
  query: RESTGetAPIChannelMessagesQuery = {},
  options?: CallOptions,
): Promise<RESTGetAPIChannelMessagesResult> {
  return rest.request('GET', `/channels/${channelId}/messages`, { ...options, query: { ...query } });
}

/** @see https://docs.discord.com/developers/resources/message#get-channel-message */
export function getMessage(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  options?: CallOptions,
): Promise<RESTGetAPIChannelMessageResult> {
  return rest.request('GET', `/channels/${channelId}/messages/${messageId}`, options);
}

/**
 * Posts a message that mentions nobody unless `allowed_mentions` says so.
 *
 * With an `idempotencyKey` it is sent at least once and posted once, however often it is repeated within some
 * minutes (Discord's nonce); without one it is sent at most once and a lost answer throws `outcomeUnknown`.
 * @see https://docs.discord.com/developers/resources/message#create-message
 */
export async function createMessage(
  rest: DiscordRest,
  channelId: ChannelId,
  body: RESTPostAPIChannelMessageJSONBody,
  options: CallOptions & { idempotencyKey?: string; files?: readonly DiscordFile[] } = {},
): Promise<RESTPostAPIChannelMessageResult> {
  const { idempotencyKey, files, ...call } = options;
  const once =
    idempotencyKey === undefined ? {} : { nonce: await nonceFor(idempotencyKey), enforce_nonce: true };
  return rest.request('POST', `/channels/${channelId}/messages`, {
    ...call,
    body: messageBody({ ...body, ...once }, files),
    files,
  });
}

/**
 * Changes a message of the bot. Repeating it is harmless. New `files` delete the old ones unless
 * `attachments` lists those to keep.
 * @see https://docs.discord.com/developers/resources/message#edit-message
 */
export function editMessage(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  body: RESTPatchAPIChannelMessageJSONBody,
  options: CallOptions & { files?: readonly DiscordFile[] } = {},
): Promise<RESTPatchAPIChannelMessageResult> {
  return rest.request('PATCH', `/channels/${channelId}/messages/${messageId}`, {
    ...options,
    body: messageBody(body, options.files),
  });
}

/** @see https://docs.discord.com/developers/resources/message#delete-message */
export function deleteMessage(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/channels/${channelId}/messages/${messageId}`, options);
}

/** Deletes 2 to 100 messages, none older than two weeks (else 50034 and none is deleted). @see https://docs.discord.com/developers/resources/message#bulk-delete-messages */
export function bulkDeleteMessages(
  rest: DiscordRest,
  channelId: ChannelId,
  messages: readonly MessageId[],
  options?: CallOptions,
): Promise<void> {
  return rest.request('POST', `/channels/${channelId}/messages/bulk-delete`, {
    ...options,
    body: { messages },
  });
}

/** Needs PIN_MESSAGES. @see https://docs.discord.com/developers/resources/message#pin-message */
export function pinMessage(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('PUT', `/channels/${channelId}/messages/pins/${messageId}`, options);
}

/** Needs PIN_MESSAGES. @see https://docs.discord.com/developers/resources/message#unpin-message */
export function unpinMessage(
  rest: DiscordRest,
  channelId: ChannelId,
  messageId: MessageId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `/channels/${channelId}/messages/pins/${messageId}`, options);
}
