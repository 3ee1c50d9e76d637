import { and, eq, ne } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { type InboundReason, type InboundState, inboundMessages } from '../tables.ts';
import type { InboundRow } from './store-inbound.ts';

interface Settlement {
  state: InboundState;
  reason?: InboundReason | null;
  conversationId?: string;
}

/** Writes down what became of a message; a message that is in a conversation stays there. */
export async function settleInbound(ctx: ActionContext, row: InboundRow, settled: Settlement): Promise<void> {
  const { state, reason = null, conversationId } = settled;
  const routed = state === 'routed';
  const change = ctx.db
    .update(inboundMessages)
    .set({
      state,
      reason,
      settledAt: ctx.now(),
      ...(ctx.guildId === '' ? {} : { guildId: ctx.guildId }),
      ...(conversationId ? { conversationId } : {}),
      ...(routed || state === 'gone' ? { payload: null } : {}),
    })
    .where(and(eq(inboundMessages.messageId, row.messageId), ne(inboundMessages.state, 'routed')));
  const isNews = state === 'held' && row.state !== 'held';
  try {
    await ctx.commit({
      statements: [requireChange(change.getSQL(), 'inbound-settled')],
      signals:
        isNews && (reason === 'blocked' || reason === 'age' || reason === 'lockdown')
          ? [
              {
                type: 'inbox.held',
                subject: `message:${row.messageId}`,
                data: { discordMessageId: row.messageId, discordUserId: row.authorId, reason },
              },
            ]
          : [],
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'inbound-settled') throw error;
  }
}

/** A statement that says that a message is in a conversation now, for the transaction that puts it there. */
export const routedTo = (ctx: ActionContext, { messageId }: InboundRow, conversationId: string) =>
  ctx.db
    .update(inboundMessages)
    .set({
      state: 'routed',
      guildId: ctx.guildId,
      conversationId,
      payload: null,
      reason: null,
      settledAt: ctx.now(),
    })
    .where(and(eq(inboundMessages.messageId, messageId), ne(inboundMessages.state, 'routed')));
