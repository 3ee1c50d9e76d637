import { and, asc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError, hasDiscordCode, isUnknownChannel } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';
import {
  type AttachmentRow,
  conversationAttachments,
  conversationMessages,
  type MessageRow,
} from '../../conversations/public.ts';
import { loadTicket } from '../find-ticket.ts';
import { tickets } from '../tables.ts';
import type { Ticket } from '../views.ts';
import { loseThread } from './lose-thread.ts';
import { cardsOfMember } from './member-card.ts';

/** Messages shown in one go; another job goes on with the rest. */
const MOST = 20;
/** A job waits for limits no longer than this; then it comes back later. */
const PATIENCE = { maxWaitMs: 3_000, retries: 1 };
/** What Discord says while the thread is closed to everybody: they are shown once it is open. */
const CLOSED = [50001, 50013, 50083];

/**
 * Shows in the thread what the member wrote by other ways and the thread does not show yet, the oldest first, also
 * what came while there was no thread. Up to where it is shown is written down after each, so that it is repeated only
 * if that was cut off, and then once for some minutes by its nonce. A thread that is gone is written down as gone.
 */
export async function mirrorMessages(ctx: ActionContext, ticketId: string): Promise<void> {
  const found = await loadTicket(ctx, ticketId);
  if (!found?.ticket.threadId) return;
  const { threadId, threadGoneAt, setupState, status, mirroredSequence } = found.ticket;
  if (threadGoneAt || setupState !== 'ready' || status === 'closed') return;
  if (found.conversation.lastInboundSequence <= mirroredSequence) return;
  const messages = await unshown(ctx, found);
  const files = await filesOf(ctx, messages);
  for (const message of messages) {
    const own = files.filter(({ messageId }) => messageId === message.id);
    if (!(await show(ctx, found, threadId, message, own))) return;
    await noteShown(ctx, ticketId, message.sequence);
  }
  if (messages.length === MOST)
    await ctx.commit({ statements: [], jobs: [{ name: 'tickets.mirror', payload: { ticketId } }] });
}

/** The first message stands in the ticket's own; those of the thread stand there. */
async function unshown(ctx: ActionContext, { ticket }: Ticket): Promise<MessageRow[]> {
  return ctx.db
    .select()
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.conversationId, ticket.id),
        eq(conversationMessages.direction, 'in'),
        inArray(conversationMessages.via, ['dm', 'web']),
        isNull(conversationMessages.deletedAt),
        gt(conversationMessages.sequence, ticket.mirroredSequence),
        sql`${conversationMessages.sequence} > (select min(first.sequence) from conversation_messages first
          where first.conversation_id = ${ticket.id}::uuid and first.direction = 'in')`,
      ),
    )
    .orderBy(asc(conversationMessages.sequence))
    .limit(MOST);
}

async function filesOf(ctx: ActionContext, messages: readonly MessageRow[]): Promise<AttachmentRow[]> {
  if (messages.length === 0) return [];
  return ctx.db
    .select()
    .from(conversationAttachments)
    .where(
      and(
        eq(conversationAttachments.guildId, ctx.guildId),
        inArray(
          conversationAttachments.messageId,
          messages.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(asc(conversationAttachments.position));
}

/** False when nothing more can be shown just now. */
async function show(
  ctx: ActionContext,
  found: Ticket,
  threadId: string,
  message: MessageRow,
  files: readonly AttachmentRow[],
): Promise<boolean> {
  const embeds = cardsOfMember(ctx, message, files);
  if (embeds.length === 0) return true;
  try {
    await createMessage(
      ctx.discord,
      threadId,
      { embeds },
      { ...PATIENCE, idempotencyKey: `ticket-mirror:${threadId}:${message.id}` },
    );
    return true;
  } catch (error) {
    if (isUnknownChannel(error)) {
      await loseThread(ctx, found, 'The thread of this ticket was deleted in Discord.');
      return false;
    }
    if (!(error instanceof DiscordApiError)) throw error;
    ctx.log.warn('what a member wrote elsewhere was not shown in the thread', { code: error.code });
    return !hasDiscordCode(error, ...CLOSED);
  }
}

const noteShown = (ctx: ActionContext, ticketId: string, sequence: number) =>
  ctx.db
    .update(tickets)
    .set({ mirroredSequence: sequence })
    .where(
      and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, ticketId), lt(tickets.mirroredSequence, sequence)),
    );
