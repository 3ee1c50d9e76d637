import type { ActionContext } from '../../../../core/context.ts';
import { queueReply } from '../../../conversations/public.ts';
import { WRITE } from '../../access.ts';
import { closeTicket } from '../../actions/close-ticket.ts';
import { findTicket } from '../../find-ticket.ts';
import { ticketsSettings } from '../../settings.ts';
import { durationText, isCloseAsked, staleTime, warnedAt } from './stale.ts';
import { staleWarning } from './stale-warning.ts';

/**
 * Warns the member of a ticket that waits for them for too long, or closes it when the warning did not help. Looks at
 * the ticket as it is: whoever answered meanwhile, or a second run, finds nothing to do.
 */
export async function tendStale(
  ctx: ActionContext,
  ticketId: string,
): Promise<{ did: 'warned' | 'closed' | 'nothing' }> {
  await ctx.require(WRITE);
  const found = await findTicket(ctx, ticketId);
  const { staleWarnHours: warnHours, staleCloseHours: closeHours } = await ctx.settings(ticketsSettings);
  const at = staleTime(found, { warnHours, closeHours });
  if (!at || at > ctx.now()) return { did: 'nothing' };
  const { ticket, conversation } = found;
  if (warnedAt(found)) {
    const reason = isCloseAsked(found)
      ? ticket.closeReason || 'Nobody objected.'
      : `Nothing was heard for ${durationText(warnHours + closeHours)}.`;
    await closeTicket(ctx, ticket.id, { reason });
    return { did: 'closed' };
  }
  await queueReply(
    ctx,
    {
      conversationId: ticket.id,
      author: { id: null, name: 'Guildhall', kind: 'bot' },
      content: `Do you still need help? If we hear nothing within ${durationText(closeHours)}, this ticket is closed. Write here to keep it open.`,
      stateAfter: 'waiting',
      key: `stale:${ticket.id}:${conversation.lastMessageAt.toISOString()}`,
      extra: {
        statements: [
          staleWarning(ctx, ticket.id, closeHours, {
            // A question of the team's that was answered meanwhile is not what this one is about.
            closeRequestedAt: null,
            closeRequestedBy: null,
            closeRequestedByName: null,
            closeReason: '',
          }),
        ],
      },
    },
    WRITE,
  );
  return { did: 'warned' };
}
