import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { queueReply } from '../../../conversations/public.ts';
import { WRITE } from '../../access.ts';
import { closeTicket } from '../../actions/close-ticket.ts';
import { findTicket } from '../../find-ticket.ts';
import { ticketsSettings } from '../../settings.ts';
import { tickets } from '../../tables.ts';
import { durationText, staleTime, warnedAt } from './stale.ts';

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
    const reason = ticket.closeRequestedAt
      ? ticket.closeReason || 'Nobody objected.'
      : `Nothing was heard for ${durationText(warnHours + closeHours)}.`;
    await closeTicket(ctx, ticket.id, { reason });
    return { did: 'closed' };
  }
  const now = ctx.now();
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
          ctx.db
            .update(tickets)
            .set({
              // The question itself is the last that was said; what comes later takes it back.
              staleWarnedAt: sql`(select last_message_at from conversations where id = ${ticket.id}::uuid)`,
              staleAt: new Date(now.getTime() + closeHours * 60 * 60_000),
            })
            .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, ticket.id))),
        ],
      },
    },
    WRITE,
  );
  return { did: 'warned' };
}
