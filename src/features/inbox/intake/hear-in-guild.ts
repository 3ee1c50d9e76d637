import type { ActionContext } from '../../../core/context.ts';
import { appendInbound, findByChannel } from '../../conversations/public.ts';
import { noteFact } from '../facts.ts';
import { openKeyOf } from '../open-key.ts';
import { isEmpty, type MessageLike, readPayload } from './payload.ts';

/**
 * A message in a server: part of a conversation if one of the inbox is held in that very channel or thread, and then
 * of this server's only. One that comes empty shows that Discord withholds contents; that is written down and named.
 */
export async function hearInGuild(ctx: ActionContext, message: MessageLike): Promise<void> {
  const conversation = await findByChannel(ctx, message.channel_id);
  if (conversation?.feature !== 'inbox' || conversation.state === 'closed') return;
  const payload = readPayload(message);
  if (isEmpty(payload)) {
    await noteFact(ctx, 'intent-missing', { channelId: message.channel_id, messageId: message.id });
  }
  const { author } = payload;
  await appendInbound(ctx, {
    conversationId: conversation.id,
    discordMessageId: message.id,
    channelId: message.channel_id,
    transport: conversation.transport === 'channel' ? 'channel' : 'thread',
    author: { id: author.id, name: author.name, avatar: author.avatar },
    content: isEmpty(payload) ? INTENT_MISSING : payload.content,
    at: new Date(payload.sentAt),
    replyToDiscordId: payload.replyToId,
    attachments: payload.attachments,
    stickers: payload.stickers,
    embeds: payload.embeds,
    fromStaff: author.id !== conversation.personId,
    openKey: openKeyOf(conversation.personId),
  });
}

/** What the timeline shows in the place of a text that Discord did not send. */
const INTENT_MISSING =
  'Discord did not send the text of this message: the Message Content Intent is off. Open it in Discord to read it.';
