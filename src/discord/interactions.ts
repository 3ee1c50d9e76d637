import type {
  APIInteractionResponse,
  APIMessage,
  RESTPatchAPIInteractionFollowupJSONBody,
  RESTPatchAPIInteractionOriginalResponseJSONBody,
  RESTPostAPIInteractionFollowupJSONBody,
} from 'discord-api-types/v10';
import { messageBody } from './message-body.ts';
import type { CallOptions } from './messages.ts';
import type { DiscordFile, DiscordRest } from './rest.ts';
import type { ApplicationId, InteractionId, MessageId } from './snowflake.ts';

/** What an answer to an interaction needs; the token lives for 15 minutes and needs no bot token beside it. */
export interface InteractionAddress {
  applicationId: ApplicationId;
  token: string;
}

type MessageOptions = CallOptions & { files?: readonly DiscordFile[] };

/** Message type 4 and 7: the responses whose `data` is a message. */
const MESSAGE_RESPONSES: readonly number[] = [4, 7];

/**
 * Answers an interaction over REST instead of in the HTTP reply, which then must be 202 without a body.
 * At most once; a second answer is refused with 40060.
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response
 */
export function createInteractionResponse(
  rest: DiscordRest,
  interaction: { id: InteractionId; token: string },
  response: APIInteractionResponse,
  options: MessageOptions = {},
): Promise<void> {
  const body =
    'data' in response && response.data && MESSAGE_RESPONSES.includes(response.type)
      ? { ...response, data: messageBody(response.data, options.files) }
      : response;
  const path = `/interactions/${interaction.id}/${encodeURIComponent(interaction.token)}/callback`;
  return rest.request('POST', path, { priority: 'critical', ...options, auth: 'none', body });
}

/** @see https://docs.discord.com/developers/interactions/receiving-and-responding#get-original-interaction-response */
export function getOriginalResponse(
  rest: DiscordRest,
  interaction: InteractionAddress,
  options?: CallOptions,
): Promise<APIMessage> {
  return rest.request('GET', `${pathOf(interaction)}/messages/@original`, { ...options, auth: 'none' });
}

/**
 * Ends a deferred interaction, or changes its answer. Repeating it is harmless; after 15 minutes it is refused
 * with 10062 or 50027 (`isInteractionExpired`).
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#edit-original-interaction-response
 */
export function editOriginalResponse(
  rest: DiscordRest,
  interaction: InteractionAddress,
  body: RESTPatchAPIInteractionOriginalResponseJSONBody,
  options: MessageOptions = {},
): Promise<APIMessage> {
  return rest.request('PATCH', `${pathOf(interaction)}/messages/@original`, {
    priority: 'critical',
    ...options,
    auth: 'none',
    body: messageBody(body, options.files),
  });
}

/** @see https://docs.discord.com/developers/interactions/receiving-and-responding#delete-original-interaction-response */
export function deleteOriginalResponse(
  rest: DiscordRest,
  interaction: InteractionAddress,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `${pathOf(interaction)}/messages/@original`, { ...options, auth: 'none' });
}

/**
 * Posts a further message; flag 64 makes it ephemeral. At most once: a lost answer throws `outcomeUnknown`.
 * After a deferral call `editOriginalResponse` first.
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message
 */
export function createFollowup(
  rest: DiscordRest,
  interaction: InteractionAddress,
  body: RESTPostAPIInteractionFollowupJSONBody,
  options: MessageOptions = {},
): Promise<APIMessage> {
  return rest.request('POST', pathOf(interaction), {
    ...options,
    auth: 'none',
    body: messageBody(body, options.files),
  });
}

/** @see https://docs.discord.com/developers/interactions/receiving-and-responding#edit-followup-message */
export function editFollowup(
  rest: DiscordRest,
  interaction: InteractionAddress,
  messageId: MessageId,
  body: RESTPatchAPIInteractionFollowupJSONBody,
  options: MessageOptions = {},
): Promise<APIMessage> {
  return rest.request('PATCH', `${pathOf(interaction)}/messages/${messageId}`, {
    ...options,
    auth: 'none',
    body: messageBody(body, options.files),
  });
}

/** @see https://docs.discord.com/developers/interactions/receiving-and-responding#delete-followup-message */
export function deleteFollowup(
  rest: DiscordRest,
  interaction: InteractionAddress,
  messageId: MessageId,
  options?: CallOptions,
): Promise<void> {
  return rest.request('DELETE', `${pathOf(interaction)}/messages/${messageId}`, { ...options, auth: 'none' });
}

function pathOf(interaction: InteractionAddress): string {
  return `/webhooks/${interaction.applicationId}/${encodeURIComponent(interaction.token)}`;
}
