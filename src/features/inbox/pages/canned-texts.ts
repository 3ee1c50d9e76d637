import type { PageRequest } from '../../../core/web/page.ts';
import type { CannedText } from '../../conversations/pages/public.ts';
import { type ConversationRow, fillPlaceholders } from '../../conversations/public.ts';
import { listCannedReplies } from '../actions/list-canned-replies.ts';

/** Enough for a menu; more are found on their own page. */
const MOST = 60;

/** Canned replies as they would be said in this conversation. */
export async function cannedTexts(
  { ctx, guild, viewer }: PageRequest,
  conversation: ConversationRow,
  username: string,
): Promise<CannedText[]> {
  const rows = await listCannedReplies(ctx, { limit: MOST });
  const values = {
    name: conversation.personName,
    user: conversation.personName,
    username,
    agent: viewer.name,
    server: guild.name,
    number: `#${conversation.number}`,
    ticket: `#${conversation.number}`,
    subject: conversation.subject,
  };
  return rows.map(({ name, body }) => ({ name, body: fillPlaceholders(body, values) }));
}
