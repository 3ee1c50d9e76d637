import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { conversations } from './tables.ts';

/**
 * Writes down which is the person's last message, by which unread conversations are found without looking at messages.
 * To be put behind whatever adds messages of the person to a conversation or takes some away.
 */
export const noteLastInbound = (ctx: ActionContext, conversationId: string) =>
  ctx.db
    .update(conversations)
    .set({
      lastInboundSequence: sql`coalesce((select max(m.sequence) from conversation_messages m
        where m.conversation_id = ${conversationId}::uuid and m.direction = 'in'), 0)`,
    })
    .where(and(eq(conversations.guildId, ctx.guildId), eq(conversations.id, conversationId)));
