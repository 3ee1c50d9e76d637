import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { tickets } from '../tables.ts';
import { ticketSubject } from '../told.ts';
import type { Ticket } from '../views.ts';

/** The ticket's message was deleted by hand: it is posted anew in the thread, so that its buttons are there. */
export async function loseStarter(ctx: ActionContext, { ticket }: Ticket): Promise<void> {
  const { id, starterMessageId, setupState } = ticket;
  if (!starterMessageId) return;
  const again = setupState === 'ready' && ticket.status !== 'closed' && !ticket.threadGoneAt;
  const update = ctx.db
    .update(tickets)
    .set({
      starterMessageId: null,
      starterChannelId: null,
      ...(again ? { setupState: 'thread' as const, setupAt: ctx.now() } : {}),
    })
    .where(
      and(
        eq(tickets.guildId, ctx.guildId),
        eq(tickets.id, id),
        eq(tickets.starterMessageId, starterMessageId),
      ),
    );
  try {
    await ctx.commit({
      statements: [requireChange(update.getSQL(), 'starter-gone')],
      audit: [
        {
          action: 'tickets.lose-message',
          target: ticketSubject(id),
          before: { messageId: starterMessageId },
        },
      ],
      jobs: again ? [{ name: 'tickets.complete', payload: { ticketId: id } }] : [],
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'starter-gone') throw error;
  }
}
