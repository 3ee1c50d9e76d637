import * as v from 'valibot';
import { actorLabel, actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { NewJob } from '../../../core/queue/job.ts';
import { closeConversation, reopenConversation } from '../../conversations/public.ts';
import { requireWorkOrOwn } from '../access.ts';
import { changing, ticketAudit, ticketSet } from '../change-ticket.ts';
import { Reason } from '../schemas.ts';
import { ticketSubject, toldOf } from '../told.ts';
import type { Ticket, TicketRow } from '../views.ts';

export const CloseTicketInput = v.object({ reason: v.optional(Reason, '') });

/** Who does something, as signals of closing and opening again tell it. */
export const doer = (ctx: ActionContext) => ({ id: actorUserId(ctx.actor) ?? null, name: ctx.actor.name });

/**
 * Closes a ticket; the member may close their own. Of two at once one closes it, the other hears that it is closed.
 * Its thread is locked by a job. What comes after it (transcript, rating) hears the signal `ticket.closed`.
 */
export async function closeTicket(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof CloseTicketInput> = {},
): Promise<Ticket> {
  const { reason } = parseInput(CloseTicketInput, raw);
  return changing(ctx, reference, async (found) => {
    const access = await requireWorkOrOwn(ctx, found);
    const { ticket } = found;
    const set = closedBy(ctx, reason);
    const after = { ...found, ticket: { ...ticket, ...set, status: 'closed' as const } };
    await closeConversation(
      ctx,
      ticket.id,
      {
        reason,
        extra: {
          statements: [ticketSet(ctx, ticket.id, set)],
          signals: [
            {
              type: 'ticket.closed',
              subject: ticketSubject(ticket.id),
              data: { ticket: toldOf(after), reason, by: doer(ctx) },
            },
          ],
          auditAs: ticketAudit(ticket.id, 'close', { status: ticket.status }, { status: 'closed', reason }),
          jobs: placeJobs(ticket),
        },
      },
      access,
    );
  });
}

/** Opens a closed ticket again; the member may do so with their own. */
export async function reopenTicket(ctx: ActionContext, reference: string): Promise<Ticket> {
  return changing(ctx, reference, async (found) => {
    const access = await requireWorkOrOwn(ctx, found);
    const { ticket } = found;
    const set = openedAgain(ctx, ticket);
    const after = { ...found, ticket: { ...ticket, ...set, status: 'open' as const } };
    await reopenConversation(
      ctx,
      ticket.id,
      {
        openKey: null,
        extra: {
          statements: [ticketSet(ctx, ticket.id, set)],
          signals: [
            {
              type: 'ticket.reopened',
              subject: ticketSubject(ticket.id),
              data: { ticket: toldOf(after), by: doer(ctx) },
            },
          ],
          auditAs: ticketAudit(ticket.id, 'reopen', { status: 'closed' }, { status: 'open' }),
          jobs: placeJobs(ticket),
        },
      },
      access,
    );
  });
}

/** What is written down of a ticket that is closed. */
export const closedBy = (ctx: ActionContext, reason: string): Partial<TicketRow> => ({
  closedAt: ctx.now(),
  closedBy: actorLabel(ctx.actor),
  closedByName: ctx.actor.name,
  closeReason: reason,
  closeRequestedAt: null,
  closeRequestedBy: null,
  closeRequestedByName: null,
  staleAt: null,
  staleWarnedAt: null,
  pollAt: null,
});

/** What is written down of a ticket that is opened again: its thread is read again, and made if it never was. */
export const openedAgain = (ctx: ActionContext, ticket: TicketRow): Partial<TicketRow> => ({
  closedAt: null,
  closedBy: null,
  closedByName: null,
  closeReason: '',
  setupAt: lacksPlace(ticket) ? ctx.now() : null,
  pollAt: ticket.threadId && !ticket.threadGoneAt ? ctx.now() : null,
});

/** What goes with closing or opening a ticket whose place was not made yet: either ends the waiting for it. */
export const placeJobs = (ticket: TicketRow): NewJob[] =>
  lacksPlace(ticket) ? [{ name: 'tickets.complete', payload: { ticketId: ticket.id } }] : [];

const lacksPlace = ({ setupState }: TicketRow): boolean => setupState !== 'ready' && setupState !== 'none';
