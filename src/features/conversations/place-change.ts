import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../core/context.ts';
import type { Transport } from './model.ts';
import { conversations } from './tables.ts';
import { type ConversationRow, conversationView } from './views.ts';

/**
 * What lets a talk go on at a place that its feature has made or lost: to be written together with what the feature
 * knows of it. What waits in the outbox goes there.
 */
export function placeChange(
  ctx: ActionContext,
  conversation: ConversationRow,
  place: { transport: Transport; channelId: string | null },
): Required<Pick<Change, 'statements' | 'signals' | 'jobs'>> {
  const after = { ...conversation, ...place, version: conversation.version + 1 };
  return {
    statements: [
      ctx.db
        .update(conversations)
        .set({
          ...place,
          version: sql`${conversations.version} + 1`,
          outboxVersion: sql`${conversations.outboxVersion} + 1`,
          updatedAt: ctx.now(),
        })
        .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.id, conversation.id))),
    ],
    signals: [
      {
        type: 'conversation.changed',
        subject: `conversation:${conversation.id}`,
        data: { conversation: conversationView(after), change: 'moved' },
      },
    ],
    jobs: [{ name: 'conversations.send', payload: { conversationId: conversation.id } }],
  };
}
