import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import type { ConversationChange } from './signals.ts';
import { conversations } from './tables.ts';
import { type ConversationRow, conversationView } from './views.ts';

/** The signal of a conversation that was changed. */
export const changed = (row: ConversationRow, change: ConversationChange) => ({
  type: 'conversation.changed',
  subject: `conversation:${row.id}`,
  data: { conversation: conversationView(row), change },
});

/** A statement that changes a row only as it was seen. */
export function guarded(ctx: ActionContext, row: ConversationRow, set: Record<string, unknown>) {
  const update = ctx.db
    .update(conversations)
    .set({ ...set, version: row.version + 1, updatedAt: ctx.now() })
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.id, row.id),
        eq(conversations.version, row.version),
      ),
    );
  return requireChange(update.getSQL(), 'conversation-changed');
}
