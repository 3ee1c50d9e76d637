import type { ActionContext, Change } from '../../core/context.ts';
import { derivedUuid } from '../../core/ids.ts';
import { messageRow, type NewMessageRow } from './message-row.ts';
import type { MessageExtras, Transport } from './model.ts';
import type { AttachmentRow, ConversationRow } from './views.ts';

export interface InboundAttachment {
  /** Discord's id of it. */
  id: string;
  filename: string;
  contentType?: string | null;
  /** Bytes. */
  size: number;
  url?: string | null;
}

export interface InboundMessage {
  conversationId: string;
  /** Null for what did not come as a message, e.g. a form or a web page. */
  discordMessageId: string | null;
  channelId: string | null;
  transport: Transport;
  author: { id: string; name: string; avatar?: string | null };
  content: string;
  /** When it was written. */
  at: Date;
  replyToDiscordId?: string | null;
  attachments?: InboundAttachment[];
  /** Files that were uploaded here; see loadUploads. */
  uploads?: readonly AttachmentRow[];
  stickers?: NonNullable<MessageExtras['stickers']>;
  embeds?: NonNullable<MessageExtras['embeds']>;
  /** The talk goes on where it was, not where this was written. */
  stays?: boolean;
  /** Somebody of the team wrote it in the thread itself. */
  fromStaff?: boolean;
  /** Somebody else wrote it there: it wakes the talk, and says nothing of the person. */
  fromOther?: boolean;
  /** Key that a reopened conversation gets back; see openConversation. */
  openKey?: string;
  /** `never` leaves a closed conversation closed; a snoozed one always wakes. */
  reopen?: 'always' | 'never';
  /** The same key, the same message; for what has no Discord id. */
  key?: string;
  /** What has to happen together with it, and only if it is new. */
  extra?: Partial<Change>;
}

/** Rows for the files of a message, the same however often it comes. */
export async function attachmentRows(
  ctx: ActionContext,
  messageId: string,
  attachments: readonly InboundAttachment[],
): Promise<AttachmentRow[]> {
  return Promise.all(
    attachments.map(async (file, position) => ({
      id: await derivedUuid(`inbound-file:${messageId}:${file.id}`),
      guildId: ctx.guildId,
      messageId,
      position,
      filename: file.filename,
      contentType: file.contentType ?? null,
      size: file.size,
      discordAttachmentId: file.id,
      url: file.url ?? null,
      storageKey: null,
      state: 'pending' as const,
      lostReason: null,
      createdBy: null,
      createdAt: ctx.now(),
    })),
  );
}

/** A message of a person, or of the team in the thread itself, as it is written down. */
export function inboundRow(
  ctx: ActionContext,
  {
    id,
    conversation,
    input,
  }: {
    id: string;
    conversation: Pick<ConversationRow, 'id' | 'personId'>;
    input: Omit<InboundMessage, 'conversationId'>;
  },
): NewMessageRow {
  const { author, fromStaff = false } = input;
  return messageRow(ctx, conversation, {
    id,
    direction: fromStaff ? 'out' : 'in',
    authorId: author.id,
    authorName: author.name,
    authorAvatar: author.avatar ?? null,
    authorKind: fromStaff ? 'staff' : 'person',
    content: input.content,
    via: input.transport,
    discordChannelId: input.channelId,
    discordMessageId: input.discordMessageId,
    state: fromStaff ? 'sent' : 'received',
    sentAt: input.at,
  });
}
