import type { ActionContext } from '../../core/context.ts';
import { authorOf } from './author.ts';
import { messageRow, type NewMessageRow } from './message-row.ts';
import type { ConversationRow } from './views.ts';

/** A line of the timeline that is not sent to anybody: a note of the team, or what happened in a sentence. */
export function innerRow(
  ctx: ActionContext,
  conversation: Pick<ConversationRow, 'id' | 'personId'>,
  { direction, content, event }: { direction: 'note' | 'event'; content: string; event?: string },
): NewMessageRow {
  const author = authorOf(ctx.actor);
  return messageRow(ctx, conversation, {
    id: ctx.newId(),
    direction,
    authorId: author.id,
    authorName: author.name,
    authorKind: ctx.actor.kind === 'system' ? 'system' : author.kind,
    content,
    extras: event ? { event } : {},
    state: 'received',
  });
}

export const eventRow = (
  ctx: ActionContext,
  conversation: Pick<ConversationRow, 'id' | 'personId'>,
  content: string,
  event: string,
): NewMessageRow => innerRow(ctx, conversation, { direction: 'event', content, event });
