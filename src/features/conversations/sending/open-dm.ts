import { and, eq, isNull, or, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { createDm } from '../../../discord/users.ts';
import { findConversation } from '../find-conversation.ts';
import { loadReach, type ReachChange, upsertReach } from '../reach.ts';
import { conversations } from '../tables.ts';
import { pauseLane, praiseLane, takeOpening } from './opening-lane.ts';
import { judgeRefusal } from './outcome.ts';

/** Those that wait come back one after the other, in this many milliseconds. */
const SPREAD_MS = 5_000;

/**
 * Opens the direct message of a conversation when the budget has room, then lets its messages be sent. Opening is the
 * same however often it is done. What waits is a new job, so that waiting uses up no attempts.
 */
export async function openDm(ctx: ActionContext, conversationId: string): Promise<void> {
  const conversation = await findConversation(ctx, conversationId);
  const { personId } = conversation;
  const reach = await loadReach(ctx, personId);
  const needed = !reach?.dmChannelId && reach?.dmState !== 'closed';
  if (!needed) return goOn(ctx, conversationId, personId, {});
  const turn = await takeOpening(ctx);
  if (turn.kind === 'wait') return comeBack(ctx, conversationId, turn.until);
  try {
    const channel = await createDm(ctx.discord, personId, { maxWaitMs: 3_000, retries: 1 });
    await praiseLane(ctx);
    return await goOn(ctx, conversationId, personId, { dmChannelId: channel.id }, channel.id);
  } catch (error) {
    const judged = judgeRefusal(error);
    if (!judged) throw error;
    if (judged.kind === 'too-fast') return comeBack(ctx, conversationId, await pauseLane(ctx));
    // The sender finds the way closed and takes the next one, or says why there is none.
    const lastCode = judged.error.discordCode ?? null;
    return goOn(ctx, conversationId, personId, { dmState: 'closed', lastCode, lastFailureAt: ctx.now() });
  }
}

async function goOn(
  ctx: ActionContext,
  conversationId: string,
  personId: string,
  learnt: ReachChange,
  channelId?: string,
): Promise<void> {
  await ctx.commit({
    statements: [
      upsertReach(ctx, personId, learnt),
      ...(channelId
        ? [
            ctx.db
              .update(conversations)
              .set({ channelId })
              .where(
                and(
                  eq(conversations.guildId, ctx.guildId),
                  eq(conversations.id, conversationId),
                  eq(conversations.transport, 'dm'),
                  or(isNull(conversations.channelId), sql`${conversations.channelId} <> ${channelId}`),
                ),
              ),
          ]
        : []),
    ],
    jobs: [{ name: 'conversations.send', payload: { conversationId } }],
  });
}

async function comeBack(ctx: ActionContext, conversationId: string, until: Date): Promise<void> {
  const spread = Number.parseInt(conversationId.slice(-4), 16) % SPREAD_MS;
  await ctx.commit({
    statements: [],
    jobs: [
      {
        name: 'conversations.open-dm',
        payload: { conversationId },
        runAt: new Date(until.getTime() + spread),
      },
    ],
  });
}
