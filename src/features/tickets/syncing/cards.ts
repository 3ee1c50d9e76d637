import { and, asc, eq, lt } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError, isUnknownChannel, isUnknownEntity } from '../../../discord/errors.ts';
import { createMessage, deleteMessage, editMessage } from '../../../discord/messages.ts';
import {
  type AttachmentRow,
  conversationMessages,
  findFiles,
  type MessageRow,
} from '../../conversations/public.ts';
import { ticketCards } from '../tables.ts';
import type { Ticket } from '../views.ts';
import { loseThread } from './lose-thread.ts';
import { cardsOfMessage } from './message-card.ts';
import { inOpenThread, PATIENCE } from './open-thread.ts';

export type CardRow = typeof ticketCards.$inferSelect;

/** Cards renewed in one go; whatever happens next to the ticket goes on with the rest. */
const MOST = 20;
/** Each round loses only to a run that shows a newer revision. */
const MOST_ROUNDS = 4;

/** The thread in which cards can be shown now; undefined while there is none, and once it is locked. */
export function openThreadOf({ ticket }: Ticket): string | undefined {
  const { threadId, threadGoneAt, setupState, status } = ticket;
  return threadId && !threadGoneAt && setupState === 'ready' && status !== 'closed' ? threadId : undefined;
}

/**
 * Posts the card of a message into the thread and writes down where it stands. At least once: a repeat within minutes is
 * dropped by its nonce. False when the thread is gone, which is written down. Throws what Discord refuses.
 */
export async function postCard(
  ctx: ActionContext,
  found: Ticket,
  { threadId, message, files }: { threadId: string; message: MessageRow; files: readonly AttachmentRow[] },
): Promise<boolean> {
  const embeds = cardsOfMessage(ctx, message, files);
  if (embeds.length === 0) return true;
  try {
    const idempotencyKey = `ticket-mirror:${threadId}:${message.id}`;
    const posted = await createMessage(ctx.discord, threadId, { embeds }, { ...PATIENCE, idempotencyKey });
    // For a nonce that it knows Discord answers with what was posted then, which may be older words.
    const isNewest = posted.embeds[0]?.description === embeds[0]?.description;
    const place = { channelId: threadId, cardId: posted.id, revision: isNewest ? message.revision : 0 };
    await ctx.db
      .insert(ticketCards)
      .values({
        ...place,
        messageId: message.id,
        guildId: ctx.guildId,
        ticketId: found.ticket.id,
        isOurs: true,
        createdAt: ctx.now(),
      })
      // A thread that was made anew shows what the one before it showed last.
      .onConflictDoUpdate({ target: ticketCards.messageId, set: place });
    return true;
  } catch (error) {
    if (!isUnknownChannel(error)) throw error;
    await loseThread(ctx, found, 'The thread of this ticket was deleted in Discord.');
    return false;
  }
}

/**
 * Makes cards show their messages as they are: with other words, or not at all. Cards that were deleted by hand stay
 * deleted. Repeating it changes nothing, and of two runs at once the newer words come last.
 */
export async function renewCards(ctx: ActionContext, found: Ticket): Promise<void> {
  const threadId = openThreadOf(found);
  if (!threadId) return;
  const late = await ctx.db
    .select({ messageId: ticketCards.messageId })
    .from(ticketCards)
    .innerJoin(conversationMessages, eq(conversationMessages.id, ticketCards.messageId))
    .where(
      and(
        eq(ticketCards.guildId, ctx.guildId),
        eq(ticketCards.ticketId, found.ticket.id),
        eq(ticketCards.channelId, threadId),
        eq(ticketCards.isOurs, true),
        lt(ticketCards.revision, conversationMessages.revision),
      ),
    )
    .orderBy(asc(ticketCards.messageId))
    .limit(MOST);
  for (const { messageId } of late) await renewCard(ctx, messageId);
}

async function renewCard(ctx: ActionContext, messageId: string): Promise<void> {
  let overtaken = false;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const [row] = await ctx.db
      .select({ card: ticketCards, message: conversationMessages })
      .from(ticketCards)
      .innerJoin(conversationMessages, eq(conversationMessages.id, ticketCards.messageId))
      .where(and(eq(ticketCards.guildId, ctx.guildId), eq(ticketCards.messageId, messageId)));
    if (!row || (row.card.revision >= row.message.revision && !overtaken)) return;
    try {
      await bring(ctx, row.card, row.message);
    } catch (error) {
      // What is gone shows nothing wrong any more.
      if (!isUnknownEntity(error)) {
        if (!(error instanceof DiscordApiError)) throw error;
        ctx.log.warn('a card in the thread of a ticket was not renewed', { code: error.code });
        return;
      }
    }
    const [written] = await ctx.db
      .update(ticketCards)
      .set({ revision: row.message.revision })
      .where(
        and(
          eq(ticketCards.guildId, ctx.guildId),
          eq(ticketCards.messageId, messageId),
          eq(ticketCards.revision, row.card.revision),
        ),
      )
      .returning({ id: ticketCards.messageId });
    // Another run showed a revision meanwhile, and nobody knows whose words came last.
    overtaken = !written;
  }
}

async function bring(ctx: ActionContext, { channelId, cardId }: CardRow, message: MessageRow) {
  const files = message.deletedAt ? [] : await findFiles(ctx, [message.id]);
  await inOpenThread(ctx, channelId, async () => {
    if (message.deletedAt) return deleteMessage(ctx.discord, channelId, cardId, PATIENCE);
    const embeds = cardsOfMessage(ctx, message, files);
    await editMessage(ctx.discord, channelId, cardId, { embeds }, PATIENCE);
  });
}
