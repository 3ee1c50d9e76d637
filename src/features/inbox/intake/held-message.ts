import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange, requireThat } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { ConversationRow } from '../../conversations/public.ts';
import { inboundMessages, leads } from '../tables.ts';
import type { InboundPayload } from './payload.ts';

const KNOWN = 'inbound-known';

/** Whether the team of the context's server takes nothing from a person. */
export async function isBlocked(ctx: ActionContext, personId: string): Promise<boolean> {
  const [row] = await ctx.db
    .select({ id: leads.id })
    .from(leads)
    .where(and(eq(leads.guildId, ctx.guildId), eq(leads.personId, personId), isNotNull(leads.blockedAt)));
  return row !== undefined;
}

/**
 * Keeps what a blocked person wrote in a server from the desk, like their direct messages, until somebody of the team
 * lets it through. Safe to repeat.
 */
export async function holdBack(
  ctx: ActionContext,
  conversation: ConversationRow,
  { messageId, channelId, payload }: { messageId: string; channelId: string; payload: InboundPayload },
): Promise<void> {
  const now = ctx.now();
  const held = ctx.db
    .insert(inboundMessages)
    .values({
      messageId,
      guildId: ctx.guildId,
      channelId,
      authorId: payload.author.id,
      source: 'guild',
      state: 'held',
      reason: 'blocked',
      payload,
      conversationId: conversation.id,
      receivedAt: now,
      settledAt: now,
    })
    .onConflictDoNothing();
  // It may be told again of a message that came to the desk before the person was blocked.
  const isNew = sql`not exists (select 1 from conversation_messages
    where guild_id = ${ctx.guildId} and discord_message_id = ${messageId})`;
  const data = { discordMessageId: messageId, discordUserId: payload.author.id, reason: 'blocked' };
  try {
    await ctx.commit({
      statements: [requireThat(isNew, KNOWN), requireChange(held.getSQL(), KNOWN)],
      signals: [{ type: 'inbox.held', subject: `message:${messageId}`, data }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== KNOWN) throw error;
  }
}
