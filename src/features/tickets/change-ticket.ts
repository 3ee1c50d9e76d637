import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext, AuditEntry } from '../../core/context.ts';
import { ConflictError } from '../../core/errors.ts';
import type { ChangeExtra, ConversationRow } from '../conversations/public.ts';
import { findTicket } from './find-ticket.ts';
import type { TicketChange } from './signals.ts';
import { tickets } from './tables.ts';
import { ticketSubject, toldOfChange } from './told.ts';
import type { Ticket, TicketRow } from './views.ts';

/** Each round loses only to somebody who wrote or changed something meanwhile. */
const MOST_ROUNDS = 4;

/**
 * Changes a ticket as it is just now, and again from the start if somebody else changed it meanwhile: what a member
 * writes in between is no reason to refuse an agent. Gives the ticket as it is then.
 */
export async function changing(
  ctx: ActionContext,
  reference: string,
  change: (found: Ticket) => Promise<unknown>,
): Promise<Ticket> {
  for (let round = 1; ; round++) {
    const found = await findTicket(ctx, reference);
    try {
      await change(found);
      return findTicket(ctx, found.ticket.id);
    } catch (error) {
      const raced = error instanceof ConflictError && error.reason === 'conversation-changed';
      if (!raced || round >= MOST_ROUNDS) throw error;
    }
  }
}

/** A statement that changes the ticket's own row, behind what changes its conversation. */
export const ticketSet = (ctx: ActionContext, id: string, set: Partial<TicketRow>) =>
  ctx.db
    .update(tickets)
    .set({ ...set, version: sql`${tickets.version} + 1`, updatedAt: ctx.now() })
    .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, id)));

interface Parts {
  /** As in the audit action `tickets.<verb>`. */
  verb: string;
  said: TicketChange;
  /** What changes of either row. */
  conversation?: Partial<ConversationRow>;
  ticket?: Partial<TicketRow>;
  /** A sentence for the timeline. */
  event: string;
  /** What the audit log has to know besides. */
  also?: Record<string, unknown>;
}

/** What belongs to a change of a ticket besides that of its conversation: its row, signal and the one line of audit. */
export function ticketExtra(
  ctx: ActionContext,
  { ticket, conversation }: Ticket,
  { verb, said, event, also, ...set }: Parts,
): ChangeExtra {
  const after: Ticket = {
    ticket: { ...ticket, ...set.ticket },
    conversation: { ...conversation, ...set.conversation },
  };
  const before = {
    ...pick(conversation, set.conversation ?? {}),
    ...pick(ticket, set.ticket ?? {}),
  };
  return {
    statements: [ticketSet(ctx, ticket.id, set.ticket ?? {})],
    signals: [toldOfChange(after, said, ctx.actor.name, before)],
    auditAs: ticketAudit(ticket.id, verb, before, { ...set.conversation, ...set.ticket, ...also }),
    event,
  };
}

export const ticketAudit = (id: string, verb: string, before: unknown, after: unknown) => (): AuditEntry => ({
  action: `tickets.${verb}`,
  target: ticketSubject(id),
  before,
  after,
});

const pick = (row: object, set: object): Record<string, unknown> =>
  Object.fromEntries(Object.keys(set).map((key) => [key, (row as Record<string, unknown>)[key]]));
