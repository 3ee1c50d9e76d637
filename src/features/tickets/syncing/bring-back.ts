import { and, desc, eq, isNotNull, isNull, ne } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { addMember } from '../opening/steps.ts';
import { tickets } from '../tables.ts';
import { inOpenThread } from './open-thread.ts';

/** Nobody has more open at once, unless the team opened them. */
const MOST = 10;

/**
 * Brings who is back in the server into the threads of their open tickets: who is out of a private one does not find
 * back into it alone. Repeating it changes nothing.
 */
export async function bringBack(ctx: ActionContext, personId: string): Promise<void> {
  const rows = await ctx.db
    .select({ threadId: tickets.threadId })
    .from(tickets)
    .where(
      and(
        eq(tickets.guildId, ctx.guildId),
        eq(tickets.personId, personId),
        ne(tickets.status, 'closed'),
        eq(tickets.setupState, 'ready'),
        isNotNull(tickets.threadId),
        isNull(tickets.threadGoneAt),
      ),
    )
    .orderBy(desc(tickets.createdAt))
    .limit(MOST);
  for (const { threadId } of rows) {
    if (!threadId) continue;
    try {
      await inOpenThread(ctx, threadId, () => addMember(ctx, threadId, personId));
    } catch (error) {
      if (!(error instanceof DiscordApiError)) throw error;
      ctx.log.warn('who is back was not brought into the thread of a ticket', { code: error.code });
    }
  }
}
