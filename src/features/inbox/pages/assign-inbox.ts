import type { PageRequest } from '../../../core/web/page.ts';
import { assignConversation, type ConversationRow } from '../../conversations/public.ts';
import { nameAgent } from '../name-agent.ts';

/** Gives a conversation to somebody or to nobody; gives the sentence that says so. */
export async function assignInbox(
  page: PageRequest,
  conversation: ConversationRow,
  assigneeId: string | null,
): Promise<string> {
  const assignee = assigneeId ? await nameAgent(page.ctx, assigneeId) : null;
  await assignConversation(page.ctx, conversation.id, assignee, {}, 'inbox:write');
  if (!assignee) return 'It belongs to nobody now.';
  return assignee.id === page.viewer.userId ? 'It is yours now.' : `${assignee.name} has it now.`;
}
