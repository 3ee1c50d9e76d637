import { actAsMember } from '../../../core/access/act-as-member.ts';
import type { ActionContext, Change } from '../../../core/context.ts';
import {
  appendInbound,
  type ConversationRow,
  findByPerson,
  followConversation,
} from '../../conversations/public.ts';
import { noteFact } from '../facts.ts';
import { openKeyOf } from '../open-key.ts';
import { findHeld } from './find-held.ts';
import { holdBack, isBlocked } from './held-message.ts';
import { type InboundPayload, isEmpty, type MessageLike, readPayload } from './payload.ts';
import { routedTo, settleInbound } from './settle-inbound.ts';
import type { InboundRow } from './store-inbound.ts';

type GuildMessage = MessageLike & { member?: { nick?: string | null; roles?: readonly string[] } };

/**
 * A message in a server: part of a conversation if one of the inbox is held in that very channel or thread, and then
 * of this server's only. One that comes empty shows that Discord withholds contents; that is written down and named.
 */
export async function hearInGuild(ctx: ActionContext, message: GuildMessage): Promise<void> {
  const held = await findHeld(ctx, message.channel_id);
  if (!held) return;
  const { id: messageId, channel_id: channelId } = message;
  const read = readPayload(message);
  if (isEmpty(read)) await noteFact(ctx, 'intent-missing', { channelId, messageId });
  const name = message.member?.nick ?? read.author.name;
  const payload = {
    ...read,
    author: { ...read.author, name },
    content: isEmpty(read) ? INTENT_MISSING : read.content,
  };
  const { id: authorId } = payload.author;
  const team =
    authorId === held.personId
      ? undefined
      : await actAsMember(ctx, { userId: authorId, name, roleIds: message.member?.roles }, (as) =>
          as.require('inbox:write'),
        );
  const written = { messageId, channelId, payload };
  if (team === undefined && (await isBlocked(ctx, authorId))) return holdBack(ctx, held, written);
  await append(ctx, held, { ...written, fromStaff: team !== undefined });
}

/** Brings what a blocked person wrote in a server, and was held back, into the conversation that was held there. */
export async function letIn(
  ctx: ActionContext,
  row: InboundRow & { payload: InboundPayload; conversationId: string },
): Promise<void> {
  const conversation = await followConversation(ctx, row.conversationId);
  const appended = await append(ctx, conversation, {
    ...row,
    fromStaff: false,
    extra: (conversationId) => ({ statements: [routedTo(ctx, row, conversationId)] }),
  });
  if (appended.created) return;
  await settleInbound(ctx, row, { state: 'routed', conversationId: appended.conversation.id });
}

interface Written {
  messageId: string;
  channelId: string;
  payload: InboundPayload;
  fromStaff: boolean;
  /** What is written with it, for the conversation that it comes into. */
  extra?: (conversationId: string) => Partial<Change>;
}

/** What the person writes after the conversation was closed opens it again, or goes on in the one that is open. */
async function append(
  ctx: ActionContext,
  held: ConversationRow,
  { messageId, channelId, payload, fromStaff, extra }: Written,
) {
  const { personId } = held;
  const { author } = payload;
  const isPerson = author.id === personId;
  const isOver = held.state === 'closed' && isPerson;
  const { open } = isOver ? await findByPerson(ctx, { feature: 'inbox', personId }) : {};
  const { id: conversationId } = open ?? held;
  return appendInbound(ctx, {
    conversationId,
    discordMessageId: messageId,
    channelId,
    transport: held.transport === 'channel' ? 'channel' : 'thread',
    author: { id: author.id, name: author.name, avatar: author.avatar },
    content: payload.content,
    at: new Date(payload.sentAt),
    replyToDiscordId: payload.replyToId,
    attachments: payload.attachments,
    stickers: payload.stickers,
    embeds: payload.embeds,
    fromStaff,
    fromOther: !isPerson && !fromStaff,
    openKey: openKeyOf(personId),
    ...(extra ? { extra: extra(conversationId) } : {}),
  });
}

/** What the timeline shows in the place of a text that Discord did not send. */
const INTENT_MISSING =
  'Discord did not send the text of this message: the Message Content Intent is off. Open it in Discord to read it.';
