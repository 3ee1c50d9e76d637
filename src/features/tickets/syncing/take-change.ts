import type { ActionContext } from '../../../core/context.ts';
import { isEmpty, type MessageLike, readPersonMessage } from '../../../discord/person-message.ts';
import { applyDelete, applyEdit } from '../../conversations/public.ts';
import { findRelayed, followRelayed } from './relay-answer.ts';

/** Takes what somebody changed in a message of theirs in a thread. Safe to repeat and to reorder. */
export async function takeEdit(ctx: ActionContext, message: MessageLike, editedAt: Date): Promise<void> {
  const written = readPersonMessage(message);
  // Without the intent for it no words come, which does not mean that there are none.
  if (isEmpty(written)) return;
  const relayed = await findRelayed(ctx, message.id);
  if (relayed) return followRelayed(ctx, relayed, written);
  await applyEdit(ctx, { discordMessageId: message.id, content: message.content ?? '', editedAt });
}

/** Takes that a message of a thread was deleted. Safe to repeat and to reorder. */
export async function takeDelete(ctx: ActionContext, messageId: string, deletedAt: Date): Promise<void> {
  const relayed = await findRelayed(ctx, messageId);
  if (relayed) return followRelayed(ctx, relayed, 'deleted');
  await applyDelete(ctx, { discordMessageId: messageId, deletedAt });
}
