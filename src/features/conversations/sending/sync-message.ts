import { and, eq, lt } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { isUnknownEntity } from '../../../discord/errors.ts';
import { deleteMessage, editMessage, getMessage } from '../../../discord/messages.ts';
import { deleteWebhookMessage, editWebhookMessage } from '../../../discord/webhooks.ts';
import { findConversation, findMessage } from '../find-conversation.ts';
import { conversationMessages } from '../tables.ts';
import type { MessageRow } from '../views.ts';
import { findWebhook } from './channel-webhook.ts';

/**
 * Makes Discord show a sent message as it is here: edited or deleted. Once for each revision, and several edits at
 * once as one; repeating it changes nothing. What is gone in Discord counts as done.
 */
export async function syncMessage(ctx: ActionContext, messageId: string): Promise<void> {
  const message = await findMessage(ctx, messageId);
  const { revision, postedRevision, discordMessageId, discordChannelId } = message;
  if (revision <= postedRevision || !discordMessageId || !discordChannelId) return;
  try {
    await bring(ctx, message, discordChannelId, discordMessageId);
  } catch (error) {
    if (!isUnknownEntity(error)) throw error;
  }
  await ctx.db
    .update(conversationMessages)
    .set({ postedRevision: revision })
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.id, message.id),
        lt(conversationMessages.postedRevision, revision),
      ),
    );
}

async function bring(ctx: ActionContext, message: MessageRow, channelId: string, id: string): Promise<void> {
  const { deletedAt, discordWebhookId, via } = message;
  const webhook = discordWebhookId ? await findWebhook(ctx, discordWebhookId) : undefined;
  const thread = via === 'thread' ? { threadId: channelId } : {};
  if (deletedAt) {
    await (webhook
      ? deleteWebhookMessage(ctx.discord, webhook, id, thread)
      : deleteMessage(ctx.discord, channelId, id));
    return;
  }
  const body = await bodyOf(ctx, message, { channelId, id });
  await (webhook
    ? editWebhookMessage(ctx.discord, webhook, id, body, thread)
    : editMessage(ctx.discord, channelId, id, body));
}

/** New words where the old ones stand: as text, or on the card that bears them; what else is there stays. */
async function bodyOf(ctx: ActionContext, { conversationId, content, via }: MessageRow, place: Place) {
  const { hasCards } = await findConversation(ctx, conversationId);
  if (!hasCards || via === 'dm') return { content };
  const [card, ...others] = (await getMessage(ctx.discord, place.channelId, place.id)).embeds;
  // Without words there is no card, and what comes first leads to files.
  if (!card?.author) return { content };
  const { author, color } = card;
  return { embeds: [{ author, ...(color ? { color } : {}), description: content }, ...others] };
}

interface Place {
  channelId: string;
  /** Discord's id of the message. */
  id: string;
}
