import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import type { ConversationRow } from '../../conversations/public.ts';
import { findInbox } from '../find-inbox.ts';

/** The conversation that the address names by number or id. Throws NotFoundError. */
export async function conversationParam(page: PageRequest): Promise<ConversationRow> {
  const text = page.param('conversation');
  if (/^\d{1,9}$/.test(text) || isUuid(text)) return findInbox(page.ctx, text);
  throw new NotFoundError('There is no such conversation in this server.');
}
