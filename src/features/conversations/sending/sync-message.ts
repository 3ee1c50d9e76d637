import { and, eq, lt } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { isUnknownEntity } from '../../../discord/errors.ts';
import { deleteMessage, editMessage } from '../../../discord/messages.ts';
import { deleteWebhookMessage, editWebhookMessage } from '../../../discord/webhooks.ts';
import { findMessage } from '../find-conversation.ts';
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
  const { content, deletedAt, discordWebhookId, via } = message;
  const webhook = discordWebhookId ? await findWebhook(ctx, discordWebhookId) : undefined;
  const thread = via === 'thread' ? { threadId: channelId } : {};
  if (deletedAt) {
    await (webhook
      ? deleteWebhookMessage(ctx.discord, webhook, id, thread)
      : deleteMessage(ctx.discord, channelId, id));
    return;
  }
  await (webhook
    ? editWebhookMessage(ctx.discord, webhook, id, { content }, thread)
    : editMessage(ctx.discord, channelId, id, { content }));
}
