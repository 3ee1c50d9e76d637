import { and, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError, isUnknownChannel } from '../../../discord/errors.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { listMessages } from '../../../discord/messages.ts';
import { isFromPerson, type MessageLike } from '../../../discord/person-message.ts';
import { compareSnowflakes } from '../../../discord/snowflake.ts';
import { conversationMessages } from '../../conversations/public.ts';
import { WRITE } from '../access.ts';
import { findTicket } from '../find-ticket.ts';
import { ticketCards, tickets } from '../tables.ts';
import type { Ticket } from '../views.ts';
import { followThread } from './follow-thread.ts';
import { loseThread } from './lose-thread.ts';
import { PATIENCE } from './open-thread.ts';
import { pollIntervalMs } from './poll-interval.ts';
import { receiveMessage } from './receive-message.ts';
import { takeChanges } from './take-changes.ts';

/** Pages of one thread at a time; what is left is read the next time. */
const MOST_PAGES = 10;

/**
 * Reads over REST what was written in a ticket's thread after what was read last, the oldest first. Discord's ids are
 * the key, so what came by the gateway as well is there once. Says when to look again; a thread that is gone is
 * written down as gone. At most `pages` pages of 100 messages. `lookBack`: also takes what was edited and deleted among
 * the newest 100, mostly by the same call, and what was done to the thread itself, by one more.
 */
export async function syncTicket(
  ctx: ActionContext,
  ticketId: string,
  { pages = MOST_PAGES, lookBack = true }: { pages?: number; lookBack?: boolean } = {},
): Promise<{ found: number }> {
  await ctx.require(WRITE);
  const found = await findTicket(ctx, ticketId);
  const { threadId, threadGoneAt, pollCursor } = found.ticket;
  if (!threadId || threadGoneAt) return { found: 0 };
  const readAt = ctx.now();
  const newest = lookBack ? await readPage(ctx, found, threadId) : [];
  if (!newest) return { found: 0 };
  let cursor = pollCursor ?? threadId;
  const [oldest] = newest;
  const isAll =
    oldest !== undefined &&
    (newest.length < MESSAGE_LIMITS.listPage || compareSnowflakes(oldest.id, cursor) <= 0);
  let fresh = 0;
  for (let page = 0; page < pages; page++) {
    const messages = isAll ? newest : await readPage(ctx, found, threadId, cursor);
    if (!messages) return { found: fresh };
    for (const message of await unknownOf(ctx, messages.filter(isFromPerson))) {
      if (await receiveMessage(ctx, found, message)) fresh += 1;
    }
    const last = messages.at(-1);
    if (last) cursor = last.id;
    if (isAll || messages.length < MESSAGE_LIMITS.listPage) break;
  }
  await takeChanges(ctx, found, { page: newest, readAt });
  await noteRead(ctx, ticketId, cursor);
  if (lookBack) await followThread(ctx, found.ticket.id);
  return { found: fresh };
}

/** The oldest first; without `after` the newest ones. Undefined where Discord does not let them be read. */
async function readPage(ctx: ActionContext, found: Ticket, threadId: string, after?: string) {
  try {
    const query = { ...(after ? { after } : {}), limit: MESSAGE_LIMITS.listPage };
    const messages = await listMessages(ctx.discord, threadId, query, PATIENCE);
    return messages.toSorted((a, b) => compareSnowflakes(a.id, b.id));
  } catch (error) {
    if (isUnknownChannel(error)) {
      await loseThread(ctx, found, 'The thread of this ticket was deleted in Discord.');
      return undefined;
    }
    if (!(error instanceof DiscordApiError)) throw error;
    ctx.log.warn('Discord does not let the thread of a ticket be read', {
      ticket: found.ticket.id,
      code: error.code,
    });
    return undefined;
  }
}

/** Those that are not in any timeline yet: most came by the gateway, and asking who wrote them costs calls. */
async function unknownOf<Message extends MessageLike>(
  ctx: ActionContext,
  messages: readonly Message[],
): Promise<Message[]> {
  if (messages.length === 0) return [];
  const asked = messages.map(({ id }) => id);
  const [standing, relayed] = await ctx.db.batch([
    ctx.db
      .select({ id: conversationMessages.discordMessageId })
      .from(conversationMessages)
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          inArray(conversationMessages.discordMessageId, asked),
        ),
      ),
    ctx.db
      .select({ id: ticketCards.cardId })
      .from(ticketCards)
      .where(and(eq(ticketCards.guildId, ctx.guildId), inArray(ticketCards.cardId, asked))),
  ]);
  const ids = new Set([...standing, ...relayed].map(({ id }) => id));
  return messages.filter(({ id }) => !ids.has(id));
}

async function noteRead(ctx: ActionContext, ticketId: string, cursor: string): Promise<void> {
  const { ticket, conversation } = await findTicket(ctx, ticketId);
  const now = ctx.now();
  const wait = pollIntervalMs(now.getTime() - conversation.lastMessageAt.getTime());
  const isFurther = compareSnowflakes(cursor, ticket.pollCursor ?? '0') > 0;
  await ctx.db
    .update(tickets)
    .set({
      ...(isFurther ? { pollCursor: cursor } : {}),
      polledAt: now,
      pollAt: ticket.status === 'closed' ? null : new Date(now.getTime() + wait),
    })
    .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, ticketId)));
}
