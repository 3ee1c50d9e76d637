import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { triggerTyping } from '../../../discord/channels.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { findConversation } from '../find-conversation.ts';

/** So long Discord shows it; who still types says so again. */
const SHOWN_MS = 10_000;

/** Lets the person see that somebody types, where they can. At most once; losing it does no harm. */
export async function showTyping(
  ctx: ActionContext,
  reference: string,
  access: Permission = 'conversations:write',
): Promise<void> {
  await ctx.require(access);
  const conversation = await findConversation(ctx, reference);
  if (!conversation.channelId) return;
  const until = ctx.now().getTime() + SHOWN_MS;
  await ctx.commit({
    statements: [],
    jobs: [{ name: 'conversations.typing', payload: { conversationId: conversation.id, until } }],
  });
}

export async function sendTyping(
  ctx: ActionContext,
  { conversationId, until }: { conversationId: string; until: number },
): Promise<void> {
  if (ctx.now().getTime() > until) return;
  const { channelId } = await findConversation(ctx, conversationId);
  if (!channelId) return;
  try {
    await triggerTyping(ctx.discord, channelId, { maxWaitMs: 0, retries: 0 });
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    ctx.log.warn('typing was not shown', { error });
  }
}
