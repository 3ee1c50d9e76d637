import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { isEmpty, type MessageLike, readPersonMessage } from '../../../discord/person-message.ts';
import { appendInbound, findByDiscordMessage } from '../../conversations/public.ts';
import { tickets } from '../tables.ts';
import type { Ticket } from '../views.ts';
import { asTeam } from './as-member.ts';
import { HOT_MS } from './poll-interval.ts';
import { findRelayed, isElsewhere, relayAnswer, wordsOf } from './relay-answer.ts';

/** What the timeline shows in the place of a text that Discord did not send. */
const INTENT_MISSING =
  'Discord did not send the text of this message: the Message Content Intent is off. Open it in Discord to read it.';

/**
 * Takes what somebody wrote in the thread of a ticket into its timeline, once by Discord's id of it however often and
 * by however many ways it comes. What the team writes there for somebody who left goes to them by direct message. True if it was new.
 * The caller drops what bots and webhooks wrote.
 */
export async function receiveMessage(
  ctx: ActionContext,
  found: Ticket,
  message: MessageLike & { member?: { nick?: string | null; roles?: readonly string[] } },
): Promise<boolean> {
  const { ticket, conversation } = found;
  const said = readPersonMessage(message);
  const { author } = said;
  const name = message.member?.nick ?? author.name;
  const isPerson = author.id === conversation.personId;
  const team = isPerson
    ? undefined
    : await asTeam(ctx, found, { userId: author.id, name, roleIds: message.member?.roles });
  if (team && wordsOf(said) !== '' && (await isRelayed(ctx, found, message.id)))
    return relayAnswer(team, found, { id: message.id, threadId: message.channel_id, said });
  const { created } = await appendInbound(ctx, {
    conversationId: ticket.id,
    discordMessageId: message.id,
    channelId: message.channel_id,
    transport: 'thread',
    author: { id: author.id, name, avatar: author.avatar },
    content: isEmpty(said) ? INTENT_MISSING : said.content,
    at: new Date(said.sentAt),
    replyToDiscordId: said.replyToId,
    attachments: said.attachments,
    stickers: said.stickers,
    embeds: said.embeds,
    fromStaff: team !== undefined,
    fromOther: !isPerson && team === undefined,
    extra: { statements: [heatUp(ctx, ticket.id)] },
  });
  return created;
}

/** What is told again goes the way that it went, wherever the member is by now. */
async function isRelayed(ctx: ActionContext, found: Ticket, messageId: string): Promise<boolean> {
  if (await findRelayed(ctx, messageId)) return true;
  return !(await findByDiscordMessage(ctx, messageId)) && isElsewhere(ctx, found);
}

/** The thread is read again soon. What came before this message may have been missed, so it is not read up to there. */
const heatUp = (ctx: ActionContext, ticketId: string) =>
  ctx.db
    .update(tickets)
    .set({
      pollAt: sql`case when ${tickets.status} = 'closed' then null
        else ${new Date(ctx.now().getTime() + HOT_MS).toISOString()}::timestamptz end`,
    })
    .where(and(eq(tickets.guildId, ctx.guildId), eq(tickets.id, ticketId)));
