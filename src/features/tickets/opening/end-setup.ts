import { and, eq, ne } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { placeChange } from '../../conversations/public.ts';
import { tickets } from '../tables.ts';
import type { Ticket } from '../views.ts';

/** What lets answers that wait for the ticket's thread go by direct message at once; nothing where none waits for it. */
export function withoutPlace(ctx: ActionContext, { conversation }: Ticket): ReturnType<typeof placeChange> {
  return conversation.transport === 'thread' && conversation.channelId === null
    ? placeChange(ctx, conversation, { transport: 'dm', channelId: null })
    : { statements: [], signals: [], jobs: [] };
}

/**
 * A ticket that was closed before its place was made gets none, and what waited for it is sent without it. Opening the
 * ticket again makes the place. Nothing happens if it was opened, or its place made, meanwhile.
 */
export async function endSetup(ctx: ActionContext, found: Ticket): Promise<void> {
  const update = ctx.db
    .update(tickets)
    .set({ setupAt: null })
    .where(
      and(
        eq(tickets.guildId, ctx.guildId),
        eq(tickets.id, found.ticket.id),
        eq(tickets.status, 'closed'),
        ne(tickets.setupState, 'ready'),
      ),
    );
  const { statements, signals, jobs } = withoutPlace(ctx, found);
  try {
    await ctx.commit({
      statements: [requireChange(update.getSQL(), 'setup-goes-on'), ...statements],
      signals,
      jobs,
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'setup-goes-on') throw error;
  }
}
