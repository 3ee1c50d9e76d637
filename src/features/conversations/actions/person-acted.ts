import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { findWaiting, requeue } from '../inbound-effects.ts';
import { upsertReach } from '../reach.ts';

/**
 * A person came back to the server, so they may take messages again: all that waits for them is tried once more.
 * Writing to the bot does the same by itself.
 */
export async function personActed(
  ctx: ActionContext,
  personId: string,
  access: Permission = 'conversations:write',
): Promise<void> {
  await ctx.require(access);
  const waiting = await findWaiting(ctx, personId);
  if (waiting.length === 0) return;
  await ctx.commit({
    statements: [
      upsertReach(ctx, personId, { dmState: 'unknown', lastCode: null }),
      ...requeue(ctx, personId, waiting),
    ],
    jobs: waiting.map((conversationId) => ({ name: 'conversations.send', payload: { conversationId } })),
  });
}
