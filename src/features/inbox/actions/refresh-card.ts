import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { messagePayload } from '../../../core/interactions/message-payload.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { DiscordApiError, isUnknownEntity } from '../../../discord/errors.ts';
import { createMessage, editMessage } from '../../../discord/messages.ts';
import { findConversation } from '../../conversations/public.ts';
import { staffChannelOf } from '../desk-channel.ts';
import { cardMessage } from '../discord/card-message.ts';
import { inboxSettings } from '../settings.ts';
import { inboxCards } from '../tables.ts';
import { entriesOf } from './list-inbox.ts';

/** What we read of signals about conversations. */
const Told = v.looseObject({ conversation: v.looseObject({ id: v.string(), feature: v.string() }) });

/**
 * Shows a conversation in the staff channel as it is now: posts its card once, later edits it in place. At least once,
 * posted once by a nonce that is the conversation's; a card that somebody deleted is posted anew.
 */
export async function refreshCard(ctx: ActionContext, signal: Signal): Promise<void> {
  const { conversation: told } = v.parse(Told, signal.data);
  if (told.feature !== 'inbox' || !(await ctx.settings(inboxSettings)).staffChannel) return;
  const conversation = await findConversation(ctx, told.id);
  const [[entry], [card]] = await Promise.all([
    entriesOf(ctx, [conversation], undefined),
    ctx.db
      .select()
      .from(inboxCards)
      .where(and(eq(inboxCards.guildId, ctx.guildId), eq(inboxCards.conversationId, conversation.id))),
  ]);
  const body = messagePayload(cardMessage({ conversation, lead: entry?.lead }), 'update');
  if (card?.messageId) {
    try {
      await editMessage(ctx.discord, card.channelId, card.messageId, body);
      return;
    } catch (error) {
      if (!isUnknownEntity(error)) return giveUp(ctx, error);
    }
  }
  // What is over needs no new card.
  if (conversation.state === 'closed') return;
  const channelId = await staffChannelOf(ctx);
  if (!channelId) return;
  try {
    const key = `inbox-card:${conversation.id}:${card?.messageId ?? ''}`;
    const { id: messageId } = await createMessage(ctx.discord, channelId, body, { idempotencyKey: key });
    const row = { channelId, messageId, updatedAt: ctx.now() };
    await ctx.db
      .insert(inboxCards)
      .values({ conversationId: conversation.id, guildId: ctx.guildId, ...row })
      .onConflictDoUpdate({ target: inboxCards.conversationId, set: row });
  } catch (error) {
    giveUp(ctx, error);
  }
}

/** What Discord refuses for good is not tried again; the inbox is whole without its card. */
function giveUp(ctx: ActionContext, error: unknown): void {
  if (!(error instanceof DiscordApiError)) throw error;
  ctx.log.warn('a card was refused', { code: error.code });
}
