import type {
  APIMessage,
  RESTGetAPIChannelWebhooksResult,
  RESTGetAPIGuildWebhooksResult,
  RESTGetAPIWebhookWithTokenResult,
  RESTPatchAPIWebhookJSONBody,
  RESTPatchAPIWebhookResult,
  RESTPatchAPIWebhookWithTokenMessageJSONBody,
  RESTPostAPIChannelWebhookJSONBody,
  RESTPostAPIChannelWebhookResult,
  RESTPostAPIWebhookWithTokenJSONBody,
} from 'discord-api-types/v10';
import { messageBody } from './message-body.ts';
import type { CallOptions } from './messages.ts';
import type { DiscordFile, DiscordRest } from './rest.ts';
import type { ChannelId, GuildId, MessageId, WebhookId } from './snowflake.ts';

/** A webhook's address: whoever has it may post, so it is a secret. */
export interface WebhookAddress {
  id: WebhookId;
  token: string;
}

type MessageOptions = CallOptions & {
  files?: readonly DiscordFile[];
  threadId?: ChannelId;
  /** Lets a webhook that the bot did not create show components; buttons then can only be links. */
  withComponents?: boolean;
};

/** Reads the address of a Discord webhook, or null if it is none. Accepts `apiUrl` beside Discord's own hosts. */
export function parseWebhookUrl(text: string, apiUrl?: string): WebhookAddress | null {
  const url = URL.parse(text.trim());
  if (!url) return null;
  const hosts = ['discord.com', 'discordapp.com', 'ptb.discord.com', 'canary.discord.com'];
  const official = url.protocol === 'https:' && url.port === '' && hosts.includes(url.hostname);
  if (!official && (apiUrl === undefined || url.origin !== URL.parse(apiUrl)?.origin)) return null;
  const match = /^\/api(?:\/v\d+)?\/webhooks\/(\d{15,20})\/([\w-]{1,100})\/?$/.exec(url.pathname);
  return match?.[1] && match[2] ? { id: match[1], token: match[2] } : null;
}

/** Needs MANAGE_WEBHOOKS; a channel has 15 at most (else 30007). At most once. @see https://docs.discord.com/developers/resources/webhook#create-webhook */
export function createWebhook(
  rest: DiscordRest,
  channelId: ChannelId,
  body: RESTPostAPIChannelWebhookJSONBody,
  options?: CallOptions,
): Promise<RESTPostAPIChannelWebhookResult> {
  return rest.request('POST', `/channels/${channelId}/webhooks`, { ...options, body });
}

/** @see https://docs.discord.com/developers/resources/webhook#get-channel-webhooks */
export function listChannelWebhooks(
  rest: DiscordRest,
  channelId: ChannelId,
  options?: CallOptions,
): Promise<RESTGetAPIChannelWebhooksResult> {
  return rest.request('GET', `/channels/${channelId}/webhooks`, options);
}

/** @see https://docs.discord.com/developers/resources/webhook#get-guild-webhooks */
export function listGuildWebhooks(
  rest: DiscordRest,
  guildId: GuildId,
  options?: CallOptions,
): Promise<RESTGetAPIGuildWebhooksResult> {
  return rest.request('GET', `/guilds/${guildId}/webhooks`, options);
}

/** Shows whether an address still works, without posting. @see https://docs.discord.com/developers/resources/webhook#get-webhook-with-token */
export function getWebhook(
  rest: DiscordRest,
  webhook: WebhookAddress,
  options?: CallOptions,
): Promise<RESTGetAPIWebhookWithTokenResult> {
  return rest.request('GET', pathOf(webhook), { ...options, auth: 'none' });
}

/** With the bot token, so that the channel can be changed too. @see https://docs.discord.com/developers/resources/webhook#modify-webhook */
export function editWebhook(
  rest: DiscordRest,
  webhookId: WebhookId,
  body: RESTPatchAPIWebhookJSONBody,
  options?: CallOptions,
): Promise<RESTPatchAPIWebhookResult> {
  return rest.request('PATCH', `/webhooks/${webhookId}`, { ...options, body });
}

/** With the bot token. @see https://docs.discord.com/developers/resources/webhook#delete-webhook */
export function deleteWebhook(rest: DiscordRest, webhookId: WebhookId, options?: CallOptions): Promise<void> {
  return rest.request('DELETE', `/webhooks/${webhookId}`, options);
}

/**
 * Posts as the webhook and waits for the message (`wait=true`), so that a refusal is seen and the message can be
 * edited later. Mentions nobody unless told to. At most once: webhooks know no nonce, so a lost answer throws
 * `DiscordUnavailable` with `outcomeUnknown`.
 * @see https://docs.discord.com/developers/resources/webhook#execute-webhook
 */
export function executeWebhook(
  rest: DiscordRest,
  webhook: WebhookAddress,
  body: RESTPostAPIWebhookWithTokenJSONBody,
  options: MessageOptions = {},
): Promise<APIMessage> {
  const { threadId, withComponents, ...call } = options;
  return rest.request('POST', pathOf(webhook), {
    ...call,
    auth: 'none',
    query: { wait: true, thread_id: threadId, with_components: withComponents },
    body: messageBody(body, options.files),
  });
}

/** @see https://docs.discord.com/developers/resources/webhook#get-webhook-message */
export function getWebhookMessage(
  rest: DiscordRest,
  webhook: WebhookAddress,
  messageId: MessageId,
  options: CallOptions & { threadId?: ChannelId } = {},
): Promise<APIMessage> {
  const { threadId, ...call } = options;
  return rest.request('GET', `${pathOf(webhook)}/messages/${messageId}`, {
    ...call,
    auth: 'none',
    query: { thread_id: threadId },
  });
}

/** Repeating it is harmless. @see https://docs.discord.com/developers/resources/webhook#edit-webhook-message */
export function editWebhookMessage(
  rest: DiscordRest,
  webhook: WebhookAddress,
  messageId: MessageId,
  body: RESTPatchAPIWebhookWithTokenMessageJSONBody,
  options: MessageOptions = {},
): Promise<APIMessage> {
  const { threadId, withComponents, ...call } = options;
  return rest.request('PATCH', `${pathOf(webhook)}/messages/${messageId}`, {
    ...call,
    auth: 'none',
    query: { thread_id: threadId, with_components: withComponents },
    body: messageBody(body, options.files),
  });
}

/** @see https://docs.discord.com/developers/resources/webhook#delete-webhook-message */
export function deleteWebhookMessage(
  rest: DiscordRest,
  webhook: WebhookAddress,
  messageId: MessageId,
  options: CallOptions & { threadId?: ChannelId } = {},
): Promise<void> {
  const { threadId, ...call } = options;
  return rest.request('DELETE', `${pathOf(webhook)}/messages/${messageId}`, {
    ...call,
    auth: 'none',
    query: { thread_id: threadId },
  });
}

function pathOf(webhook: WebhookAddress): string {
  return `/webhooks/${webhook.id}/${encodeURIComponent(webhook.token)}`;
}
