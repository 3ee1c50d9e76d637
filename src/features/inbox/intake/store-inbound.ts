import type { ActionContext } from '../../../core/context.ts';
import { type InboundSource, inboundMessages } from '../tables.ts';
import type { InboundPayload } from './payload.ts';

export type InboundRow = typeof inboundMessages.$inferSelect;

export interface ArrivedMessage {
  messageId: string;
  channelId: string;
  source: InboundSource;
  payload: InboundPayload;
  /** Where it is known already. */
  guildId?: string;
}

/**
 * Writes messages down before anything is decided about them: whatever happens later, they are there. Discord's id is
 * the key, so the same message by gateway, by reading the channel and once more by either is one row. Says which are new.
 */
export async function storeInbound(
  ctx: ActionContext,
  arrived: readonly ArrivedMessage[],
): Promise<ReadonlySet<string>> {
  if (arrived.length === 0) return new Set();
  const rows = arrived.map(({ messageId, channelId, source, payload, guildId }) => ({
    messageId,
    channelId,
    source,
    payload,
    guildId: guildId ?? null,
    authorId: payload.author.id,
    state: 'received' as const,
    receivedAt: ctx.now(),
  }));
  const made = await ctx.db
    .insert(inboundMessages)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: inboundMessages.messageId });
  return new Set(made.map(({ id }) => id));
}
