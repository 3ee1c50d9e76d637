import type { APIAttachment, APIMessage } from 'discord-api-types/v10';
import { timestampOf } from '../../../discord/snowflake.ts';
import type { ConversationAttachment, ConversationMessage } from '../suggestion.ts';
import { messageText } from './message-text.ts';

/** Discord's numbers of message types that people write; the others are notices of joins, pins, boosts and so on. */
const WRITTEN: readonly number[] = [0, 19, 20, 23];
/** The first line of a thread, which stands for the message that the thread hangs on. */
const THREAD_STARTER = 21;
const FORWARD = 1;

/** The messages that somebody wrote, a thread's first line replaced by the message that it stands for. */
export function writtenMessages(messages: readonly APIMessage[]): APIMessage[] {
  return messages.flatMap((message) => {
    if (message.type === THREAD_STARTER)
      return message.referenced_message ? [message.referenced_message] : [];
    return WRITTEN.includes(message.type ?? 0) ? [message] : [];
  });
}

/** The message that this one answers, in the same channel; a forward points elsewhere and answers nothing. */
export function repliesTo(message: APIMessage): string | undefined {
  const reference = message.message_reference;
  if (!reference?.message_id || reference.type === FORWARD || message.type === THREAD_STARTER)
    return undefined;
  if (reference.channel_id && message.channel_id && reference.channel_id !== message.channel_id)
    return undefined;
  return reference.message_id;
}

export function conversationMessage(
  message: APIMessage,
  { targetId, trusted }: { targetId: string; trusted: ReadonlySet<string> },
): ConversationMessage {
  const { author } = message;
  const forwarded = (message.message_snapshots ?? []).flatMap((each) => each.message.attachments ?? []);
  return {
    id: message.id,
    channelId: message.channel_id,
    authorId: author.id,
    authorName: author.global_name ?? author.username,
    authorUsername: author.username.toLowerCase(),
    // Whoever posts by webhook chooses name and picture, so it is nobody we know.
    trusted: message.webhook_id === undefined && trusted.has(author.id),
    isBot: author.bot === true || message.webhook_id !== undefined,
    text: messageText(message),
    postedAt: new Date(message.timestamp ?? timestampOf(message.id)).toISOString(),
    repliesTo: repliesTo(message),
    isTarget: message.id === targetId,
    attachments: [...(message.attachments ?? []), ...forwarded].map(conversationAttachment),
  };
}

function conversationAttachment(attachment: APIAttachment): ConversationAttachment {
  const { id, filename, content_type, size, url } = attachment;
  return { id, filename, contentType: content_type, size, url };
}

/** Without the Message Content Intent Discord gives people's messages without anything in them. */
export function isContentWithheld(messages: readonly APIMessage[], targetId: string): boolean {
  const others = messages.filter(({ id, author }) => id !== targetId && !author.bot);
  return others.length > 0 && others.every(isEmpty);
}

function isEmpty(message: APIMessage): boolean {
  const parts = [
    message.attachments,
    message.embeds,
    message.sticker_items,
    message.message_snapshots,
    message.components,
  ];
  return !message.content && !message.poll && parts.every((part) => (part?.length ?? 0) === 0);
}
