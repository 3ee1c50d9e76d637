import { and, asc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { conversationMessages } from '../../conversations/public.ts';
import { ticketMessage } from '../discord/ticket-message.ts';
import { findCategoryRow } from '../find-category.ts';
import type { Ticket } from '../views.ts';

/** A ticket's message in Discord as it has to be now. */
export async function drawTicket(ctx: ActionContext, found: Ticket): Promise<OutgoingMessage> {
  const { ticket } = found;
  const [[first], category] = await Promise.all([
    ctx.db
      .select({ content: conversationMessages.content })
      .from(conversationMessages)
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          eq(conversationMessages.conversationId, ticket.id),
          eq(conversationMessages.direction, 'in'),
        ),
      )
      .orderBy(asc(conversationMessages.sequence))
      .limit(1),
    ticket.categoryId ? findCategoryRow(ctx, ticket.categoryId) : undefined,
  ]);
  return ticketMessage({ ...found, category, message: first?.content ?? '' });
}

/** What Discord shows of a ticket. */
export interface Drawn {
  status?: string;
  categoryId?: string | null;
  closeReason?: string;
  assigneeId?: string | null;
  priority?: string;
  tags?: string[];
  subject: string;
  /** Discord refused some of it, so that nobody knows what it shows. */
  refused?: true;
}

/** Names the state of a ticket that Discord shows, so that what it shows already is not sent again. */
export const drawnVersion = ({ ticket, conversation }: Ticket): string =>
  JSON.stringify({
    status: ticket.status,
    categoryId: ticket.categoryId,
    closeReason: ticket.closeReason,
    assigneeId: conversation.assigneeId,
    priority: conversation.priority,
    tags: conversation.tags,
    subject: conversation.subject,
  } satisfies Drawn);

/** The same, where Discord refused to show it so. */
export const refusedVersion = (found: Ticket): string =>
  JSON.stringify({ ...readDrawn(drawnVersion(found)), refused: true } satisfies Drawn);

/** Whether Discord was made to show the ticket as it is, or refused to for good. */
export const isDrawn = (found: Ticket): boolean =>
  [drawnVersion(found), refusedVersion(found)].includes(found.ticket.shownVersion);

export const readDrawn = (version: string): Drawn =>
  version === '' ? { subject: '' } : (JSON.parse(version) as Drawn);
