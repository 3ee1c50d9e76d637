import { actAsMember } from '../../../core/access/act-as-member.ts';
import type { ActionContext } from '../../../core/context.ts';
import { appendInbound, findByChannel, findByPerson } from '../../conversations/public.ts';
import { noteFact } from '../facts.ts';
import { openKeyOf } from '../open-key.ts';
import { isEmpty, type MessageLike, readPayload } from './payload.ts';

type GuildMessage = MessageLike & { member?: { nick?: string | null; roles?: readonly string[] } };

/**
 * A message in a server: part of a conversation if one of the inbox is held in that very channel or thread, and then
 * of this server's only. What the person writes after it was closed opens it again, or goes on in the one that is open.
 * One that comes empty shows that Discord withholds contents; that is written down and named.
 */
export async function hearInGuild(ctx: ActionContext, message: GuildMessage): Promise<void> {
  const held = await findByChannel(ctx, message.channel_id);
  if (held?.feature !== 'inbox') return;
  const payload = readPayload(message);
  if (isEmpty(payload)) {
    await noteFact(ctx, 'intent-missing', { channelId: message.channel_id, messageId: message.id });
  }
  const { author } = payload;
  const { personId } = held;
  const isPerson = author.id === personId;
  const name = message.member?.nick ?? author.name;
  const team = isPerson
    ? undefined
    : await actAsMember(ctx, { userId: author.id, name, roleIds: message.member?.roles }, (as) =>
        as.require('inbox:write'),
      );
  const isOver = held.state === 'closed' && isPerson;
  const { open } = isOver ? await findByPerson(ctx, { feature: 'inbox', personId }) : {};
  await appendInbound(ctx, {
    conversationId: (open ?? held).id,
    discordMessageId: message.id,
    channelId: message.channel_id,
    transport: held.transport === 'channel' ? 'channel' : 'thread',
    author: { id: author.id, name, avatar: author.avatar },
    content: isEmpty(payload) ? INTENT_MISSING : payload.content,
    at: new Date(payload.sentAt),
    replyToDiscordId: payload.replyToId,
    attachments: payload.attachments,
    stickers: payload.stickers,
    embeds: payload.embeds,
    fromStaff: team !== undefined,
    fromOther: !isPerson && team === undefined,
    openKey: openKeyOf(personId),
  });
}

/** What the timeline shows in the place of a text that Discord did not send. */
const INTENT_MISSING =
  'Discord did not send the text of this message: the Message Content Intent is off. Open it in Discord to read it.';
