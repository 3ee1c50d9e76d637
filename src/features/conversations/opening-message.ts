import type { SQL } from 'drizzle-orm';
import type { ActionContext, Change } from '../../core/context.ts';
import { attachmentRows, type InboundMessage, inboundRow } from './inbound-message.ts';
import { noteLastInbound } from './last-inbound.ts';
import { previewOf } from './preview.ts';
import { sequencePatch } from './sequence-patch.ts';
import { conversationAttachments, conversationMessages } from './tables.ts';
import { type ConversationRow, conversationView, messageView } from './views.ts';

/** The first message of a conversation, to be written in the transaction that opens it. */
export interface OpeningMessage {
  id: string;
  preview: string;
  /** `number`: an expression for the conversation's number, which only the database knows. */
  change(conversation: ConversationRow, number: SQL): Required<Omit<Change, 'audit'>>;
}

export type OpeningMessageInput = Pick<
  InboundMessage,
  'author' | 'content' | 'transport' | 'channelId' | 'discordMessageId' | 'attachments'
>;

/** What a person wrote to begin a conversation with; its files are copied by a job. */
export async function openingMessage(
  ctx: ActionContext,
  input: OpeningMessageInput,
): Promise<OpeningMessage> {
  const id = ctx.newId();
  const files = await attachmentRows(ctx, id, input.attachments ?? []);
  return {
    id,
    preview: previewOf(input.content, files.length),
    change(conversation, number) {
      const row = inboundRow(ctx, { id, conversation, input: { ...input, at: ctx.now() } });
      return {
        statements: [
          ctx.db.insert(conversationMessages).values(row),
          noteLastInbound(ctx, conversation.id),
          ...(files.length > 0 ? [ctx.db.insert(conversationAttachments).values(files)] : []),
        ],
        signals: [
          {
            type: 'message.received',
            subject: `conversation:${conversation.id}`,
            data: {
              conversation: conversationView(conversation),
              message: messageView({ ...row, sequence: 0 }, { attachments: files }),
            },
            patches: [sequencePatch(id), { path: ['conversation', 'number'], value: number }],
          },
        ],
        jobs:
          files.length > 0 ? [{ name: 'conversations.keep-files', key: id, payload: { messageId: id } }] : [],
      };
    },
  };
}
