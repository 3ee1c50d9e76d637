import type { APIThreadChannel } from 'discord-api-types/v10';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { getChannel } from '../../../discord/channels.ts';
import { DiscordApiError, isUnknownChannel } from '../../../discord/errors.ts';
import { closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { editTicket } from '../actions/edit-ticket.ts';
import { subjectOfThread } from '../discord/thread-name.ts';
import { loadTicket } from '../find-ticket.ts';
import { isDrawn, readDrawn } from '../opening/draw.ts';
import type { Ticket } from '../views.ts';
import { loseThread } from './lose-thread.ts';
import { PATIENCE } from './open-thread.ts';

/** Each round loses only to somebody who changed the ticket meanwhile. */
const MOST_ROUNDS = 3;

export interface ThreadLook {
  name: string;
  isLocked: boolean;
}

/** What a thread of Discord looks like. */
export const lookOf = ({ name, thread_metadata }: APIThreadChannel): ThreadLook => ({
  name: name ?? '',
  isLocked: thread_metadata?.locked === true,
});

/** Whether the thread looks as the ticket does; then nobody has to ask Discord about it. */
export const looksLike = ({ ticket, conversation }: Ticket, { name, isLocked }: ThreadLook): boolean =>
  isLocked === (ticket.status === 'closed') &&
  subjectOfThread(conversation.number, conversation.subject, name) === undefined;

/**
 * Lets a ticket follow what was done to its thread by hand: another name is another subject, a lock closes it, taking
 * the lock away opens it again. That Discord put the thread away because it was silent means nothing. A difference
 * counts only while Discord shows the ticket as we made it, so that what is on its way there is not taken for a hand.
 * `later`: something is on its way.
 */
export async function followThread(ctx: ActionContext, ticketId: string): Promise<'done' | 'later'> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = await loadTicket(ctx, ticketId);
    if (!found?.ticket.threadId || found.ticket.threadGoneAt || found.ticket.setupState !== 'ready')
      return 'done';
    if (!isDrawn(found)) return 'later';
    if (readDrawn(found.ticket.shownVersion).refused) return 'done';
    const look = await lookAt(ctx, found, found.ticket.threadId);
    if (!look || looksLike(found, look)) return 'done';
    const now = await loadTicket(ctx, ticketId);
    // What Discord said is about the ticket as it was shown then.
    if (now?.ticket.shownVersion !== found.ticket.shownVersion || !isDrawn(now)) continue;
    await take(ctx.as({ kind: 'system', name: 'A moderator' }), now, look);
    return 'done';
  }
  return 'later';
}

async function lookAt(ctx: ActionContext, found: Ticket, threadId: string): Promise<ThreadLook | undefined> {
  try {
    const channel = await getChannel(ctx.discord, threadId, PATIENCE);
    return 'thread_metadata' in channel ? lookOf(channel) : undefined;
  } catch (error) {
    if (!(error instanceof DiscordApiError)) throw error;
    if (isUnknownChannel(error))
      await loseThread(ctx, found, 'The thread of this ticket was deleted in Discord.');
    return undefined;
  }
}

async function take(ctx: ActionContext, { ticket, conversation }: Ticket, look: ThreadLook): Promise<void> {
  const isClosed = ticket.status === 'closed';
  const subject = subjectOfThread(conversation.number, conversation.subject, look.name);
  try {
    if (subject !== undefined) await editTicket(ctx, ticket.id, { subject });
    if (look.isLocked && !isClosed)
      await closeTicket(ctx, ticket.id, { reason: 'Its thread was locked in Discord.' });
    if (!look.isLocked && isClosed) await reopenTicket(ctx, ticket.id);
  } catch (error) {
    // It is so already.
    if (!(error instanceof ConflictError)) throw error;
  }
}
