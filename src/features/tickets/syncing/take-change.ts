import type { ActionContext } from '../../../core/context.ts';
import { isEmpty, type MessageLike, readPersonMessage } from '../../../discord/person-message.ts';
import { applyDelete, applyEdit } from '../../conversations/public.ts';
import { findRelayed, followRelayed, type Written } from './relay-answer.ts';

/** Takes what somebody changed in a message of theirs in a thread. Safe to repeat and to reorder. */
export async function takeEdit(ctx: ActionContext, message: MessageLike, editedAt: Date): Promise<void> {
  const written = readPersonMessage(message);
  // Without the intent for it no words come, which does not mean that there are none.
  if (isEmpty(written)) return;
  const relayed = await findRelayed(ctx, message.id);
  if (relayed) return followRelayed(ctx, relayed, written);
  const content = message.content ?? '';
  const { kind } = await applyEdit(ctx, { discordMessageId: message.id, content, editedAt });
  if (kind === 'kept') await followMeanwhile(ctx, message.id, written);
}

/** Takes that a message of a thread was deleted. Safe to repeat and to reorder. */
export async function takeDelete(ctx: ActionContext, messageId: string, deletedAt: Date): Promise<void> {
  const relayed = await findRelayed(ctx, messageId);
  if (relayed) return followRelayed(ctx, relayed, 'deleted');
  const { kind } = await applyDelete(ctx, { discordMessageId: messageId, deletedAt });
  if (kind === 'kept') await followMeanwhile(ctx, messageId, 'deleted');
}

/** An answer may be written down between the look for it and the keeping of what was changed in it. */
async function followMeanwhile(
  ctx: ActionContext,
  messageId: string,
  written: Written | 'deleted',
): Promise<void> {
  const relayed = await findRelayed(ctx, messageId);
  if (relayed) await followRelayed(ctx, relayed, written);
}
