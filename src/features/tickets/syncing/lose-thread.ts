import { and, eq, isNull } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { placeChange } from '../../conversations/public.ts';
import { tickets } from '../tables.ts';
import { ticketSubject, toldOfChange } from '../told.ts';
import type { Ticket } from '../views.ts';

/**
 * Writes down, once, that a ticket's thread is gone: the talk goes on by direct message or on the web, nothing of it
 * is lost, and the ticket says so until somebody has a new thread made.
 */
export async function loseThread(ctx: ActionContext, found: Ticket, text: string): Promise<void> {
  const { ticket, conversation } = found;
  const setupError = {
    step: 'thread' as const,
    text: `${text} Answers go by direct message. “Repair” makes a new one.`,
  };
  const set = { threadGoneAt: ctx.now(), setupError, pollAt: null, updatedAt: ctx.now() };
  const update = ctx.db
    .update(tickets)
    .set(set)
    .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, ticket.id), isNull(tickets.threadGoneAt)));
  const place =
    conversation.channelId === ticket.threadId
      ? placeChange(ctx, conversation, { transport: 'dm', channelId: null })
      : { statements: [], signals: [], jobs: [] };
  const after = { ticket: { ...ticket, ...set }, conversation };
  try {
    await ctx.commit({
      statements: [requireChange(update.getSQL(), 'thread-gone'), ...place.statements],
      signals: [...place.signals, toldOfChange(after, 'place-lost', ctx.actor.name)],
      audit: [
        {
          action: 'tickets.lose-thread',
          target: ticketSubject(ticket.id),
          before: { threadId: ticket.threadId },
        },
      ],
      jobs: place.jobs,
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'thread-gone') throw error;
  }
}
