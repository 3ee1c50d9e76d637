import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { type ConversationRow, findConversation } from '../conversations/public.ts';

/** A conversation of the inbox by id or number (`12`, `#12`). Throws NotFoundError, also for one of another feature. */
export async function findInbox(ctx: ActionContext, reference: string): Promise<ConversationRow> {
  const row = await findConversation(ctx, reference);
  if (row.feature === 'inbox') return row;
  throw new NotFoundError('There is no such conversation in the inbox. `/inbox list` shows them.');
}
