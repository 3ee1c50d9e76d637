import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { isFromPerson, type MessageLike, readPersonMessage } from '../../../discord/person-message.ts';
import { compareSnowflakes, snowflakeAt } from '../../../discord/snowflake.ts';
import { conversationMessages } from '../../conversations/public.ts';
import { ticketCards } from '../tables.ts';
import type { Ticket } from '../views.ts';
import { loseStarter } from './lose-starter.ts';
import { wordsOf } from './relay-answer.ts';
import { takeDelete, takeEdit } from './take-change.ts';

/** Messages that are compared; more than a page, because the timeline also holds what was deleted long ago. */
const MOST = 2 * MESSAGE_LIMITS.listPage;
/** What is younger than a reading may have been posted after it: clocks of Discord and ours differ. Milliseconds. */
const SLACK_MS = 60_000;

interface Known {
  id: string;
  content: string;
}

/**
 * Takes what was edited and deleted among the newest messages of a thread, for when nobody told of it. `page`: these
 * messages as Discord lists them, the oldest first; `readAt`: when they were asked for. Safe to repeat.
 */
export async function takeChanges(
  ctx: ActionContext,
  found: Ticket,
  { page, readAt }: { page: readonly MessageLike[]; readAt: Date },
): Promise<void> {
  const [oldest, newest] = [page[0], page.at(-1)];
  // Who may not read the history gets an empty list, which says nothing.
  if (!oldest || !newest) return;
  const isWhole = page.length < MESSAGE_LIMITS.listPage;
  const here = new Map(page.map((message) => [message.id, message]));
  const settled = snowflakeAt(readAt.getTime() - SLACK_MS);
  const { starterMessageId, starterChannelId, threadId } = found.ticket;
  if (starterMessageId && starterChannelId === threadId && isWhole && !here.has(starterMessageId))
    await loseStarter(ctx, found);
  for (const { id, content } of await knownOf(ctx, found)) {
    const message = here.get(id);
    const isCovered = isWhole || compareSnowflakes(id, oldest.id) > 0;
    const isSettled = compareSnowflakes(id, newest.id) < 0 || compareSnowflakes(id, settled) < 0;
    if (!message && isCovered && isSettled) await takeDelete(ctx, id, readAt);
    if (!message?.edited_timestamp || !isFromPerson(message)) continue;
    if (![message.content, wordsOf(readPersonMessage(message))].includes(content))
      await takeEdit(ctx, message, new Date(message.edited_timestamp));
  }
}

/** The newest messages of the timeline that stand in the thread, or were written there. */
async function knownOf(ctx: ActionContext, { ticket }: Ticket): Promise<Known[]> {
  const [standing, relayed] = await ctx.db.batch([
    ctx.db
      .select({ id: conversationMessages.discordMessageId, content: conversationMessages.content })
      .from(conversationMessages)
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          eq(conversationMessages.conversationId, ticket.id),
          eq(conversationMessages.discordChannelId, ticket.threadId ?? ''),
          isNull(conversationMessages.deletedAt),
          isNotNull(conversationMessages.discordMessageId),
        ),
      )
      .orderBy(desc(conversationMessages.sequence))
      .limit(MOST),
    ctx.db
      .select({ id: ticketCards.cardId, content: conversationMessages.content })
      .from(ticketCards)
      .innerJoin(conversationMessages, eq(conversationMessages.id, ticketCards.messageId))
      .where(
        and(
          eq(ticketCards.guildId, ctx.guildId),
          eq(ticketCards.ticketId, ticket.id),
          eq(ticketCards.channelId, ticket.threadId ?? ''),
          eq(ticketCards.isOurs, false),
          isNull(conversationMessages.deletedAt),
        ),
      )
      .orderBy(desc(conversationMessages.sequence))
      .limit(MOST),
  ]);
  return [...standing, ...relayed].flatMap(({ id, content }) => (id ? [{ id, content }] : []));
}
