import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { assignConversation } from '../../conversations/public.ts';
import { requireWork } from '../access.ts';
import { changing, ticketExtra } from '../change-ticket.ts';
import { nameMember } from '../name-member.ts';
import { DiscordId, Reason } from '../schemas.ts';
import type { Ticket } from '../views.ts';

export const AssignTicketInput = v.object({
  /** Null gives it back to the team. */
  assigneeId: v.nullable(DiscordId),
  /** Why, for whoever gets it. */
  reason: v.optional(Reason, ''),
});

type Verb = 'claim' | 'unclaim' | 'assign' | 'transfer';

/**
 * Gives a ticket to somebody of the server, or back to the team. Whoever gets it is added to its thread. `transfer`
 * for one that passes from one to another.
 */
export async function assignTicket(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof AssignTicketInput>,
  { name }: { name?: string } = {},
): Promise<Ticket> {
  const { assigneeId, reason } = parseInput(AssignTicketInput, raw);
  return changing(ctx, reference, async (found) => {
    const { number, assigneeName, assigneeId: before } = found.conversation;
    const access = await requireWork(ctx, found);
    if (before === assigneeId) {
      const already = assigneeId ? `is ${assigneeName}’s already` : 'is nobody’s already';
      throw new ConflictError('assigned', `#${number} ${already}.`);
    }
    const agent =
      assigneeId === null ? null : { id: assigneeId, name: name ?? (await nameMember(ctx, assigneeId)) };
    const isOwn = ctx.actor.kind === 'user' && ctx.actor.id === (assigneeId ?? before);
    const verb: Verb = agent ? (isOwn ? 'claim' : before ? 'transfer' : 'assign') : 'unclaim';
    const { status } = found.ticket;
    const set = {
      ...(agent && status === 'open' ? { status: 'in_progress' as const } : {}),
      ...(!agent && status === 'in_progress' ? { status: 'open' as const } : {}),
    };
    const said = verb === 'claim' ? 'claimed' : verb === 'unclaim' ? 'unclaimed' : 'assigned';
    const extra = ticketExtra(ctx, found, {
      verb,
      said,
      conversation: { assigneeId: agent?.id ?? null, assigneeName: agent?.name ?? null },
      ticket: set,
      event: sentence(ctx.actor.name, verb, agent?.name ?? '', reason),
    });
    await assignConversation(ctx, found.ticket.id, agent, { extra }, access);
  });
}

/** Takes a ticket oneself. Of two at once one gets it; the other hears who was first. */
export async function claimTicket(ctx: ActionContext, reference: string): Promise<Ticket> {
  const { actor } = ctx;
  if (actor.kind !== 'user')
    throw new ConflictError('no-person', 'A program cannot take a ticket. Assign it to somebody.');
  return changing(ctx, reference, async (found) => {
    await requireWork(ctx, found);
    const { assigneeId, assigneeName, number } = found.conversation;
    if (assigneeId && assigneeId !== actor.id)
      throw new ConflictError('claimed', `#${number} is ${assigneeName}’s. Assign it if it shall be yours.`);
    if (found.ticket.status === 'closed')
      throw new ConflictError('closed', `#${number} is closed. Open it again first.`);
    if (!assigneeId) await assignTicket(ctx, found.ticket.id, { assigneeId: actor.id }, { name: actor.name });
  });
}

function sentence(who: string, verb: Verb, to: string, reason: string): string {
  const why = reason ? `: ${reason}` : '.';
  switch (verb) {
    case 'claim':
      return `${who} took this${why}`;
    case 'unclaim':
      return `${who} put this back into the queue${why}`;
    case 'assign':
      return `${who} gave this to ${to}${why}`;
    case 'transfer':
      return `${who} passed this on to ${to}${why}`;
  }
}
