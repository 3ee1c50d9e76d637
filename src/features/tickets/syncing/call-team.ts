import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { createMessage } from '../../../discord/messages.ts';
import { inert } from '../../../discord/text.ts';
import { findCategoryRow } from '../find-category.ts';
import { calledIn } from '../opening/called-in.ts';
import { readDrawn } from '../opening/draw.ts';
import { tickets } from '../tables.ts';
import type { Ticket, TicketRow } from '../views.ts';
import { PATIENCE } from './open-thread.ts';

/**
 * Calls the team of the category into which a ticket was moved into its thread, which they could not see otherwise. That
 * it was done is written down by itself, so that what fails afterwards does not repeat it; a repeat within minutes is
 * dropped by its nonce. Gives the ticket as it is shown then.
 */
export async function callTeam(ctx: ActionContext, { ticket, conversation }: Ticket): Promise<Ticket> {
  const found = { ticket, conversation };
  const { id, threadId, categoryId, shownVersion, status } = ticket;
  const before = readDrawn(shownVersion);
  const isMoved = before.categoryId !== undefined && before.categoryId !== categoryId;
  const category = isMoved && categoryId ? await findCategoryRow(ctx, categoryId) : undefined;
  if (!category || !threadId || status === 'closed') return found;
  const { content, ...called } = await calledIn(ctx, found);
  if (content) {
    const words = `This is **${inert(category.name)}** now. ${content}`;
    const idempotencyKey = `ticket-moved:${id}:${categoryId}:${ticket.version}`;
    await createMessage(
      ctx.discord,
      threadId,
      { content: words, ...called },
      { ...PATIENCE, idempotencyKey },
    );
  }
  const shown = { shownVersion: JSON.stringify({ ...before, categoryId }) } satisfies Partial<TicketRow>;
  await ctx.db
    .update(tickets)
    .set(shown)
    .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, id), eq(tickets.shownVersion, shownVersion)));
  return { ticket: { ...ticket, ...shown }, conversation };
}
