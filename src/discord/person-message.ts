import type { APIMessage, APIUser } from 'discord-api-types/v10';

/** What a person said in a message, as far as anybody reads it here. */
export interface PersonMessage {
  content: string;
  author: { id: string; username: string; name: string; avatar: string | null };
  /** Discord's id of the message that it answers. */
  replyToId: string | null;
  attachments: PersonFile[];
  stickers: { id: string; name: string; format: number }[];
  embeds: { title?: string; description?: string; url?: string }[];
  /** ISO 8601. */
  sentAt: string;
  editedAt: string | null;
  /** Texts before the last edit, oldest first. */
  history: { content: string; until: string }[];
  /** The server of the thread or channel that it was written in; absent for direct messages. */
  guildId?: string;
}

export interface PersonFile {
  id: string;
  filename: string;
  size: number;
  contentType: string | null;
  url: string;
}

type Author = Pick<APIUser, 'id' | 'username'> & Partial<Pick<APIUser, 'global_name' | 'avatar' | 'bot'>>;
/** The parts of a message that we read; each may be absent in an event. */
export type MessageLike = Partial<
  Pick<
    APIMessage,
    | 'content'
    | 'timestamp'
    | 'edited_timestamp'
    | 'attachments'
    | 'sticker_items'
    | 'embeds'
    | 'message_reference'
    | 'message_snapshots'
    | 'poll'
    | 'webhook_id'
    | 'type'
  >
> & { id: string; channel_id: string; author?: Author };

/** A message of a person: no bot's (also not ours), no webhook's, and none that Discord wrote itself. */
export function isFromPerson(message: MessageLike): boolean {
  const { author, webhook_id, type = 0 } = message;
  // 0 is a plain message, 19 a reply.
  return author !== undefined && author.bot !== true && !webhook_id && (type === 0 || type === 19);
}

export function readPersonMessage(message: MessageLike): PersonMessage {
  const { author } = message;
  // A forwarded message carries what it forwards beside itself.
  const forwarded = (message.message_snapshots ?? []).map((snapshot) => snapshot.message);
  const texts = [message.content, ...forwarded.map(({ content }) => content), message.poll?.question.text];
  const files = [message, ...forwarded].flatMap(({ attachments = [] }) => attachments);
  return {
    content: texts.filter(Boolean).join('\n'),
    author: {
      id: author?.id ?? '',
      username: author?.username ?? '',
      name: author?.global_name ?? author?.username ?? '',
      avatar: author?.avatar ?? null,
    },
    // A forward names a message as well, but answers nothing.
    replyToId: message.type === 19 ? (message.message_reference?.message_id ?? null) : null,
    attachments: files.map(({ id, filename, size, content_type, url }) => ({
      id,
      filename,
      size,
      contentType: content_type ?? null,
      url,
    })),
    stickers: (message.sticker_items ?? []).map(({ id, name, format_type }) => ({
      id,
      name,
      format: format_type,
    })),
    embeds: (message.embeds ?? []).map(({ title, description, url }) => ({
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(url === undefined ? {} : { url }),
    })),
    sentAt: message.timestamp ?? new Date(0).toISOString(),
    editedAt: message.edited_timestamp ?? null,
    history: [],
  };
}

/** Nothing in it that a person could have meant: for a message in a server, the sign of a missing intent. */
export const isEmpty = ({ content, attachments, stickers, embeds }: PersonMessage): boolean =>
  content === '' && attachments.length === 0 && stickers.length === 0 && embeds.length === 0;
