import type { APIEmbed, RESTPostAPIChannelMessageJSONBody } from 'discord-api-types/v10';
import type { ActionContext } from '../../../core/context.ts';
import { isUnknownWebhook } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';
import type { DiscordFile } from '../../../discord/rest.ts';
import { executeWebhook } from '../../../discord/webhooks.ts';
import { nonceKey } from '../actions/queue-reply.ts';
import { findMessage } from '../find-conversation.ts';
import type { MessageRow } from '../views.ts';
import { forgetWebhook, webhookFor } from './channel-webhook.ts';
import { botMessage, type Identity, webhookName } from './identity.ts';
import type { Posted } from './settle.ts';

/** A job waits for limits no longer than this; then it comes back later and leaves its place to others. */
const PATIENCE = { maxWaitMs: 3_000, retries: 1 };

interface Letter {
  message: MessageRow;
  identity: Identity | null;
  /** In threads and channels the words stand on it. */
  card: APIEmbed | null;
  /** Leads to files that are too large to go along. */
  links: APIEmbed | null;
  files: readonly DiscordFile[];
}

/**
 * Posts as the bot: shown once, however often it is repeated within minutes, by its nonce. The words stand as they are
 * and ping nobody; an answer to one message points at it.
 */
export async function postAsBot(
  ctx: ActionContext,
  via: 'dm' | 'thread' | 'channel',
  channelId: string,
  { message, identity, card, links, files }: Letter,
): Promise<Posted> {
  const replied = message.replyToId ? await findMessage(ctx, message.replyToId) : undefined;
  const reference =
    replied?.discordMessageId && replied.discordChannelId === channelId
      ? { message_reference: { message_id: replied.discordMessageId, fail_if_not_exists: false } }
      : {};
  const { content, embeds: own } =
    card && via !== 'dm' ? { content: '', embeds: [card] } : botMessage(message, identity);
  const embeds = links ? [...own, links] : own;
  const body: RESTPostAPIChannelMessageJSONBody = {
    ...(content ? { content } : {}),
    ...(embeds.length > 0 ? { embeds } : {}),
    ...reference,
    allowed_mentions: { parse: [], replied_user: false },
  };
  const posted = await createMessage(ctx.discord, channelId, body, {
    ...PATIENCE,
    idempotencyKey: nonceKey(message.id),
    files,
  });
  return { via, channelId, messageId: posted.id };
}

/**
 * Posts under the agent's own name by a webhook, where there may be one; else as the bot. A webhook knows no nonce:
 * a lost answer throws `outcomeUnknown`, and the next attempt looks into the channel first.
 */
export async function postAsAgent(
  ctx: ActionContext,
  via: 'thread' | 'channel',
  channelId: string,
  letter: Letter,
): Promise<Posted> {
  const { message, identity, card, links, files } = letter;
  // Webhooks can't point at a message; being understood weighs more than the name.
  const webhook = identity && !message.replyToId ? await webhookFor(ctx, channelId) : undefined;
  if (!identity || !webhook) return postAsBot(ctx, via, channelId, letter);
  try {
    const posted = await executeWebhook(
      ctx.discord,
      webhook,
      {
        ...(message.content && !card ? { content: message.content } : {}),
        ...(card || links ? { embeds: [card, links].filter((embed) => embed !== null) } : {}),
        username: webhookName(identity.name),
        ...(identity.iconUrl ? { avatar_url: identity.iconUrl } : {}),
      },
      { ...PATIENCE, files, ...(via === 'thread' ? { threadId: channelId } : {}) },
    );
    return { via, channelId, messageId: posted.id, webhookId: webhook.id };
  } catch (error) {
    if (!isUnknownWebhook(error)) throw error;
    await forgetWebhook(ctx, webhook.id);
    return postAsBot(ctx, via, channelId, letter);
  }
}
