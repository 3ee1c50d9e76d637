import { and, eq, inArray } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { NewJob } from '../../../core/queue/job.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { lengthOf } from '../../../discord/text.ts';
import { findConversation, findMessage } from '../find-conversation.ts';
import type { MessageState } from '../model.ts';
import { conversationMessages } from '../tables.ts';
import { conversationView, type MessageRow, messageView } from '../views.ts';
import { renewPreview } from './apply-change.ts';

export const EditMessageInput = v.object({
  content: v.pipe(
    v.string('Give a text.'),
    v.trim(),
    v.minLength(1, 'Write something, or delete the message.'),
    v.check(
      (text) => lengthOf(text) <= MESSAGE_LIMITS.content,
      `At most ${MESSAGE_LIMITS.content} characters.`,
    ),
  ),
});

const BEFORE_SENDING: readonly MessageState[] = ['scheduled', 'queued', 'unreachable'];

/** Changes a message that the team wrote, or a note. What was sent is edited in Discord by a job, once. */
export async function editSentMessage(
  ctx: ActionContext,
  id: string,
  raw: v.InferInput<typeof EditMessageInput>,
  access: Permission = 'conversations:write',
): Promise<MessageRow> {
  await ctx.require(access);
  const { content } = parseInput(EditMessageInput, raw);
  const message = await findOwn(ctx, id);
  if (message.content === content) return message;
  const at = ctx.now();
  return change(ctx, message, 'edit', {
    content,
    editedAt: at,
    history: [...message.history, { content: message.content, until: at.toISOString() }],
  });
}

/** Takes a message of the team back: before it is sent it is not sent, afterwards it is deleted in Discord by a job. */
export async function deleteSentMessage(
  ctx: ActionContext,
  id: string,
  access: Permission = 'conversations:write',
): Promise<MessageRow> {
  await ctx.require(access);
  const message = await findOwn(ctx, id);
  const unsent = BEFORE_SENDING.includes(message.state);
  return change(ctx, message, 'delete', {
    deletedAt: ctx.now(),
    ...(unsent ? { state: 'cancelled' as const } : {}),
  });
}

async function findOwn(ctx: ActionContext, id: string): Promise<MessageRow> {
  const message = await findMessage(ctx, id);
  if (message.direction === 'in' || message.direction === 'event')
    throw new ConflictError('not-ours', 'Only what the team wrote can be changed.');
  if (message.deletedAt) throw new ConflictError('deleted', 'This message was deleted already.');
  if (message.direction === 'out' && message.nonce === null)
    throw new ConflictError('not-ours', 'This was written in Discord itself; change it there.');
  return message;
}

async function change(
  ctx: ActionContext,
  message: MessageRow,
  verb: 'edit' | 'delete',
  set: Partial<MessageRow>,
): Promise<MessageRow> {
  const conversation = await findConversation(ctx, message.conversationId);
  const after = { ...message, ...set, revision: message.revision + 1 };
  const update = ctx.db
    .update(conversationMessages)
    .set({ ...set, revision: after.revision })
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.id, message.id),
        eq(conversationMessages.revision, message.revision),
        // One that began to be sent meanwhile is no longer only taken back; the caller looks again.
        ...(set.state === 'cancelled' ? [inArray(conversationMessages.state, [...BEFORE_SENDING])] : []),
      ),
    );
  const subject = `conversation:${conversation.id}`;
  const isSent = message.direction === 'out' && set.state !== 'cancelled';
  const job: NewJob = {
    name: 'conversations.sync-message',
    key: `${message.id}:${after.revision}`,
    payload: { messageId: message.id },
  };
  const type =
    set.state === 'cancelled' ? 'message.cancelled' : verb === 'edit' ? 'message.edited' : 'message.deleted';
  await ctx.commit({
    statements: [
      requireChange(update.getSQL(), 'message-changed'),
      ...(set.content === undefined || message.direction !== 'out' ? [] : [renewPreview(ctx, after)]),
    ],
    signals: [
      { type, subject, data: { conversation: conversationView(conversation), message: messageView(after) } },
    ],
    audit: [
      {
        action: `conversations.${verb}-message`,
        target: subject,
        before: { messageId: message.id, content: message.content },
        after: { messageId: message.id, content: verb === 'edit' ? after.content : null },
      },
    ],
    jobs: isSent ? [job] : [],
  });
  return after;
}
