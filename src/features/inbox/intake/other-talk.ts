import { and, desc, eq, inArray, ne } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import {
  appendInbound,
  type ConversationRow,
  conversationMessages,
  conversationReach,
  conversations,
} from '../../conversations/public.ts';
import type { InboundPayload } from './payload.ts';
import { routedTo, settleInbound } from './settle-inbound.ts';
import type { InboundRow } from './store-inbound.ts';

type Stored = InboundRow & { payload: InboundPayload };

/**
 * A conversation of another feature that went on by direct message, e.g. a ticket whose member left the server: the
 * one whose message is answered, else the one that wrote to the person last. Undefined where that is the inbox's own.
 */
export async function findOtherTalk(
  ctx: ActionContext,
  { source, channelId, authorId, payload }: Stored,
): Promise<ConversationRow | undefined> {
  if (source === 'command' || channelId === '') return undefined;
  const known = await ctx.db
    .select({ guildId: conversationReach.guildId })
    .from(conversationReach)
    .where(eq(conversationReach.dmChannelId, channelId));
  if (known.length === 0) return undefined;
  const { replyToId } = payload;
  const guildIds = known.map(({ guildId }) => guildId);
  const mine = and(
    inArray(conversationMessages.guildId, guildIds),
    eq(conversationMessages.personId, authorId),
    eq(conversationMessages.direction, 'out'),
    eq(conversationMessages.via, 'dm'),
  );
  const [answered] = replyToId
    ? await lastOf(ctx, and(mine, eq(conversationMessages.discordMessageId, replyToId)))
    : [];
  const [last] = answered ? [answered] : await lastOf(ctx, and(mine, ne(conversations.state, 'closed')));
  return last && last.conversation.feature !== 'inbox' ? last.conversation : undefined;
}

const lastOf = (ctx: ActionContext, which: ReturnType<typeof and>) =>
  ctx.db
    .select({ conversation: conversations })
    .from(conversationMessages)
    .innerJoin(conversations, eq(conversations.id, conversationMessages.conversationId))
    .where(which)
    .orderBy(desc(conversationMessages.sequence))
    .limit(1);

/** Puts the message into that conversation; once, by Discord's id of it. */
export async function continueTalk(
  ctx: ActionContext,
  row: Stored,
  conversation: ConversationRow,
): Promise<'routed' | 'over'> {
  // What is off or read-only takes nothing, but keeps what came for it; the sweep brings it later.
  if ((await ctx.featureState(conversation.feature)) !== 'on') {
    await settleInbound(ctx, row, { state: 'received', reason: 'switched-off' });
    return 'over';
  }
  const { payload } = row;
  const { created } = await appendInbound(ctx, {
    conversationId: conversation.id,
    discordMessageId: row.messageId,
    channelId: row.channelId,
    transport: 'dm',
    // Where it has a thread, that is still its place.
    stays: conversation.transport !== 'dm',
    author: payload.author,
    content: payload.content,
    at: new Date(payload.sentAt),
    replyToDiscordId: payload.replyToId,
    attachments: payload.attachments,
    stickers: payload.stickers,
    embeds: payload.embeds,
    extra: { statements: [routedTo(ctx, row, conversation.id)] },
  });
  if (!created) await settleInbound(ctx, row, { state: 'routed', conversationId: conversation.id });
  return 'routed';
}
