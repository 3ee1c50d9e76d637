import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { type ConversationRow, findConversation } from '../../conversations/public.ts';

/** The conversation that the address names by number or id. Throws NotFoundError; also for one of another feature. */
export async function conversationParam(page: PageRequest): Promise<ConversationRow> {
  const text = page.param('conversation');
  const gone = new NotFoundError('There is no such conversation in this server.');
  if (!/^\d{1,9}$/.test(text) && !isUuid(text)) throw gone;
  const row = await findConversation(page.ctx, text);
  if (row.feature !== 'inbox') throw gone;
  return row;
}
