import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError, isUnknownChannel } from '../../../discord/errors.ts';
import { EMBED_LIMITS } from '../../../discord/limits.ts';
import { createMessage } from '../../../discord/messages.ts';
import { truncate } from '../../../discord/text.ts';
import { findMessage } from '../../conversations/public.ts';
import type { Ticket } from '../views.ts';
import { loseThread } from './lose-thread.ts';

/** Accent of what members write, 0xRRGGBB. */
const MEMBER_COLOUR = 0x3498db;

/**
 * Shows in the thread what the member wrote by another way, on a blue card of theirs, so that whoever works there
 * reads it too. Once for some minutes by its nonce; a thread that is gone is written down as gone.
 */
export async function mirrorMessage(ctx: ActionContext, found: Ticket, messageId: string): Promise<void> {
  const { threadId, threadGoneAt, setupState } = found.ticket;
  if (!threadId || threadGoneAt || setupState !== 'ready') return;
  const message = await findMessage(ctx, messageId);
  if (message.via === 'thread' || message.direction !== 'in' || message.content === '') return;
  const embed = {
    author: { name: truncate(message.authorName, EMBED_LIMITS.author) },
    description: truncate(message.content, EMBED_LIMITS.description),
    color: MEMBER_COLOUR,
  };
  try {
    await createMessage(
      ctx.discord,
      threadId,
      { embeds: [embed] },
      { idempotencyKey: `ticket-mirror:${messageId}` },
    );
  } catch (error) {
    if (isUnknownChannel(error))
      return loseThread(ctx, found, 'The thread of this ticket was deleted in Discord.');
    if (!(error instanceof DiscordApiError)) throw error;
    ctx.log.warn('what a member wrote elsewhere was not shown in the thread', { code: error.code });
  }
}
