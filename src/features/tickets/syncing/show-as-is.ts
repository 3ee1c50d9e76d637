import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { messagePayload } from '../../../core/interactions/message-payload.ts';
import { DiscordApiError, isUnknownChannel, isUnknownMessage } from '../../../discord/errors.ts';
import { editMessage } from '../../../discord/messages.ts';
import { editThread } from '../../../discord/threads.ts';
import { threadName } from '../discord/thread-name.ts';
import { loadTicket } from '../find-ticket.ts';
import { type Drawn, drawnVersion, drawTicket, isDrawn, readDrawn, refusedVersion } from '../opening/draw.ts';
import { addMember } from '../opening/steps.ts';
import { tickets } from '../tables.ts';
import type { Ticket } from '../views.ts';
import { callTeam } from './call-team.ts';
import { loseStarter } from './lose-starter.ts';
import { loseThread } from './lose-thread.ts';
import { inOpenThread } from './open-thread.ts';

/** Renaming has a limit of its own, two in ten minutes; the job comes back later. Milliseconds. */
const PATIENCE = { maxWaitMs: 2_000, retries: 1 };

/**
 * Makes Discord show a ticket as it is: its message, the name of its thread, whoever works on it in the thread, the
 * team of its category there, and the thread locked and put away once it is closed. Only what changed since it was last shown; repeating it is harmless.
 */
export async function showTicketAsIs(ctx: ActionContext, given: Ticket): Promise<void> {
  let found = (await loadTicket(ctx, given.ticket.id)) ?? given;
  if (found.ticket.setupState !== 'ready' || found.ticket.threadGoneAt || isDrawn(found)) return;
  let shownVersion = drawnVersion(found);
  try {
    found = await callTeam(ctx, found);
    await bring(ctx, found, readDrawn(found.ticket.shownVersion), readDrawn(shownVersion));
  } catch (error) {
    if (isUnknownMessage(error)) return loseStarter(ctx, found);
    if (isUnknownChannel(error))
      return loseThread(ctx, found, 'The thread of this ticket was deleted in Discord.');
    if (!(error instanceof DiscordApiError)) throw error;
    // What Discord refuses for good is not tried again; the ticket is whole without it.
    ctx.log.warn('a ticket is not shown as it is', { ticket: found.ticket.id, code: error.code });
    shownVersion = refusedVersion(found);
  }
  await ctx.db
    .update(tickets)
    .set({ shownVersion })
    .where(
      and(
        eq(tickets.guildId, ctx.guildId),
        eq(tickets.id, found.ticket.id),
        eq(tickets.shownVersion, found.ticket.shownVersion),
      ),
    );
}

async function bring(ctx: ActionContext, found: Ticket, before: Drawn, after: Drawn): Promise<void> {
  const { threadId, starterMessageId, starterChannelId } = found.ticket;
  if (!threadId) return;
  const { refused = false } = before;
  const wasClosed = before.status === 'closed';
  const isClosed = after.status === 'closed';
  // A thread that is put away can't be changed.
  if ((wasClosed || refused) && !isClosed)
    await editThread(ctx.discord, threadId, { archived: false, locked: false }, PATIENCE);
  let wasAway = false;
  const change = (act: () => Promise<unknown>) =>
    inOpenThread(ctx, threadId, act, () => {
      wasAway = true;
    });
  if (starterMessageId && starterChannelId) {
    const body = messagePayload(await drawTicket(ctx, found), 'update');
    await change(() => editMessage(ctx.discord, starterChannelId, starterMessageId, body, PATIENCE));
  }
  const { assigneeId } = after;
  if (!isClosed && assigneeId && (refused || assigneeId !== before.assigneeId))
    await change(() => addMember(ctx, threadId, assigneeId));
  if (!isClosed && (refused || after.subject !== before.subject)) {
    const name = threadName(found.conversation.number, after.subject);
    await change(() => editThread(ctx.discord, threadId, { name }, PATIENCE));
  }
  if (isClosed && (!wasClosed || wasAway || refused))
    await change(() => editThread(ctx.discord, threadId, { archived: true, locked: true }, PATIENCE));
}
