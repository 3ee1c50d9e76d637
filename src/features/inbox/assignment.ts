import type { Change } from '../../core/context.ts';
import type { ConversationRow } from '../conversations/public.ts';
import type { AgentName, RouteReason } from './routing/route.ts';

/** What is told when a conversation goes from one person to another; both hear of it. */
export const toldOfAssignment = (
  before: ConversationRow,
  after: AgentName | null,
  { by, reason }: { by: string; reason: RouteReason },
): Required<Pick<Change, 'signals'>> => ({
  signals: [
    {
      type: 'inbox.assigned',
      subject: `conversation:${before.id}`,
      data: {
        conversation: { id: before.id, number: before.number },
        before: before.assigneeId
          ? { id: before.assigneeId, name: before.assigneeName ?? before.assigneeId }
          : null,
        after,
        by,
        route: reason,
      },
    },
  ],
});
