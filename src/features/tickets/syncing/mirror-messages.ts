import { and, asc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DISCORD_ERROR_CODES as CODES, DiscordApiError, hasDiscordCode } from '../../../discord/errors.ts';
import {
  type AttachmentRow,
  conversationMessages,
  findFiles,
  type MessageRow,
} from '../../conversations/public.ts';
import { loadTicket } from '../find-ticket.ts';
import { ticketCards, tickets } from '../tables.ts';
import type { Ticket } from '../views.ts';
import { openThreadOf, postCard } from './cards.ts';

/** Messages shown in one go; another job goes on with the rest. */
const MOST = 20;
/** What Discord says while the thread is closed to everybody: they are shown once it is open. */
const CLOSED = [CODES.missingAccess, CODES.missingPermissions, CODES.threadArchived];

/**
 * Shows in the thread what the member wrote by other ways and the thread does not show yet, the oldest first, also
 * what came while there was no thread. Up to where it is shown is written down after each, so that it is repeated only
 * if that was cut off, and then once for some minutes by its nonce. A thread that is gone is written down as gone.
 * Gives how many there were.
 */
export async function mirrorMessages(ctx: ActionContext, ticketId: string): Promise<number> {
  const found = await loadTicket(ctx, ticketId);
  const threadId = found && openThreadOf(found);
  if (!threadId || found.conversation.lastInboundSequence <= found.ticket.mirroredSequence) return 0;
  const messages = await unshown(ctx, found);
  const files = await findFiles(
    ctx,
    messages.map(({ id }) => id),
  );
  let isOpen = true;
  for (const message of messages) {
    const own = files.filter(({ messageId }) => messageId === message.id);
    isOpen = await show(ctx, found, { threadId, message, files: own });
    if (!isOpen) break;
    await noteShown(ctx, ticketId, message.sequence);
  }
  if (isOpen && messages.length === MOST)
    await ctx.commit({ statements: [], jobs: [{ name: 'tickets.mirror', payload: { ticketId } }] });
  return messages.length;
}

/**
 * Shows in the thread what the team answered by direct message, once, so that whoever works there knows of it. What
 * the team wrote in the thread itself stands there.
 */
export async function mirrorAnswer(ctx: ActionContext, found: Ticket, messageId: string): Promise<void> {
  const threadId = openThreadOf(found);
  if (!threadId) return;
  const [message] = await ctx.db
    .select()
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.id, messageId),
        eq(conversationMessages.direction, 'out'),
        inArray(conversationMessages.via, ['dm', 'web']),
        isNull(conversationMessages.deletedAt),
        sql`not exists (select 1 from ${ticketCards} where ${ticketCards.messageId} = ${messageId}::uuid)`,
      ),
    );
  if (message) await show(ctx, found, { threadId, message, files: await findFiles(ctx, [message.id]) });
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

/** False when nothing more can be shown just now. */
async function show(
  ctx: ActionContext,
  found: Ticket,
  card: { threadId: string; message: MessageRow; files: readonly AttachmentRow[] },
): Promise<boolean> {
  try {
    return await postCard(ctx, found, card);
  } catch (error) {
    if (!(error instanceof DiscordApiError)) throw error;
    ctx.log.warn('what was said elsewhere was not shown in the thread', { code: error.code });
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
