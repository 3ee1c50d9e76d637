import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { posts } from '../../core/tables.ts';

/** The name of a notice's message among all posts. */
export const postKey = (noticeId: string): string => `notices:${noticeId}`;
export const updateKey = (updateId: string): string => `notices:update:${updateId}`;

/** Where a notice is in Discord, or why it is not. */
export interface NoticePost {
  channelId: string | null;
  messageId: string | null;
  problem: string | null;
}

export async function findPost(ctx: ActionContext, noticeId: string): Promise<NoticePost> {
  const [post] = await ctx.db
    .select({ channelId: posts.channelId, messageId: posts.messageId, problem: posts.problem })
    .from(posts)
    .where(and(eq(posts.guildId, ctx.guildId), eq(posts.key, postKey(noticeId))));
  return post ?? { channelId: null, messageId: null, problem: null };
}
