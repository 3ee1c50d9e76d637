import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { openedAgain, placeJobs } from '../actions/close-ticket.ts';
import { loadTicket } from '../find-ticket.ts';
import { tickets } from '../tables.ts';
import { ticketSubject, toldOf } from '../told.ts';
import type { Ticket, TicketRow } from '../views.ts';
import { renewCards } from './cards.ts';
import { mirrorAnswer, mirrorMessages } from './mirror-messages.ts';
import { showTicketAsIs } from './show-as-is.ts';

/** What we read of signals about conversations. */
const Told = v.looseObject({
  conversation: v.looseObject({ id: v.string(), feature: v.string() }),
  message: v.optional(v.looseObject({ id: v.string(), direction: v.string(), via: v.nullable(v.string()) })),
});

/**
 * Lets a ticket follow its conversation: what was closed or opened by other ways counts as a ticket closed or opened,
 * what was said elsewhere is shown in the thread, and Discord shows the ticket as it is. Safe to repeat.
 */
export async function followConversation(ctx: ActionContext, signal: Signal): Promise<void> {
  const { conversation: told, message } = v.parse(Told, signal.data);
  if (told.feature !== 'tickets') return;
  const found = await loadTicket(ctx, told.id);
  if (!found) return;
  await settle(ctx, found, signal.actor);
  try {
    await showTicketAsIs(ctx, found);
  } finally {
    // Renaming may have to wait for minutes; what the member wrote does not wait for it.
    const mirrored = await mirrorMessages(ctx, told.id);
    const isAnswer = signal.type === 'message.sent' && message?.direction === 'out';
    const isElsewhere = isAnswer && message.via !== 'thread';
    if (isElsewhere) await mirrorAnswer(ctx, found, message.id);
    // Also what was changed while its card was being posted, which nobody else could know of.
    if (mirrored > 0 || isElsewhere || !['message.received', 'message.sent'].includes(signal.type))
      await renewCards(ctx, (await loadTicket(ctx, told.id)) ?? found);
  }
}

/** Says that the ticket was closed or opened again where only its conversation was, e.g. by an answer of the member. */
async function settle(ctx: ActionContext, { ticket, conversation }: Ticket, actor: string): Promise<void> {
  const isClosed = ticket.status === 'closed';
  if (isClosed === (ticket.closedAt !== null)) return;
  const by = {
    id: /^user:(\d+)$/.exec(actor)?.[1] ?? null,
    name: isClosed ? 'the team' : conversation.personName,
  };
  const set: Partial<TicketRow> = isClosed
    ? { closedAt: ctx.now(), closedBy: actor, closedByName: by.name, pollAt: null }
    : openedAgain(ctx, ticket);
  const update = ctx.db
    .update(tickets)
    .set({ ...set, updatedAt: ctx.now() })
    .where(
      and(
        eq(tickets.guildId, ctx.guildId),
        eq(tickets.id, ticket.id),
        eq(tickets.status, ticket.status),
        isClosed ? isNull(tickets.closedAt) : isNotNull(tickets.closedAt),
      ),
    );
  const after = toldOf({ ticket: { ...ticket, ...set }, conversation });
  try {
    await ctx.commit({
      statements: [requireChange(update.getSQL(), 'settled')],
      signals: [
        {
          type: isClosed ? 'ticket.closed' : 'ticket.reopened',
          subject: ticketSubject(ticket.id),
          data: { ticket: after, by, ...(isClosed ? { reason: '' } : {}) },
        },
      ],
      jobs: placeJobs(ticket),
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'settled') throw error;
  }
}
