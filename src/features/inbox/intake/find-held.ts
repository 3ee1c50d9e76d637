import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import {
  type ConversationRow,
  conversationReach,
  findByChannel,
  findByPerson,
} from '../../conversations/public.ts';

/**
 * The inbox's conversation that is held in a channel or thread of the server. The thread that stands for somebody's
 * direct messages stays theirs, also while they write by direct message.
 */
export async function findHeld(ctx: ActionContext, channelId: string): Promise<ConversationRow | undefined> {
  const held = await findByChannel(ctx, channelId);
  if (held) return held.feature === 'inbox' ? held : undefined;
  const [reach] = await ctx.db
    .select({ personId: conversationReach.personId })
    .from(conversationReach)
    .where(and(eq(conversationReach.guildId, ctx.guildId), eq(conversationReach.threadId, channelId)));
  if (!reach) return undefined;
  const { open, closed } = await findByPerson(ctx, { feature: 'inbox', personId: reach.personId });
  return open ?? closed;
}
