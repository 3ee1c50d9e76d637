import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { requeue } from '../inbound-effects.ts';
import { upsertReach } from '../reach.ts';
import { conversationMessages } from '../tables.ts';

/** Messages that are tried again at once; what is left follows when the person acts next. */
const MOST = 20;

/**
 * A person did something here (used a command, pressed a button), so they may take messages again: what waits for
 * them is tried once more. Writing to the bot does the same by itself.
 */
export async function personActed(
  ctx: ActionContext,
  personId: string,
  access: Permission = 'conversations:write',
): Promise<{ retried: number }> {
  await ctx.require(access);
  const waiting = await ctx.db
    .select()
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.personId, personId),
        eq(conversationMessages.state, 'unreachable'),
      ),
    )
    .limit(MOST);
  if (waiting.length === 0) return { retried: 0 };
  const ids = [...new Set(waiting.map((message) => message.conversationId))];
  await ctx.commit({
    statements: [
      upsertReach(ctx, personId, { dmState: 'unknown', lastCode: null }),
      ...requeue(ctx, waiting, ids),
    ],
    jobs: ids.map((conversationId) => ({ name: 'conversations.send', payload: { conversationId } })),
  });
  return { retried: waiting.length };
}
