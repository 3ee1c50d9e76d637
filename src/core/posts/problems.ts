import { and, asc, eq, gt, isNotNull, like } from 'drizzle-orm';
import type { ActionContext } from '../context.ts';
import { type PostJob, posts } from './tables.ts';

/** What could not be shown for a week is not shown any more: it would be news to nobody. */
const GIVE_UP_MS = 7 * 24 * 60 * 60_000;
const MOST = 100;

export interface PostProblem {
  /** `<feature>:<what it shows>` */
  key: string;
  /** A sentence for people, with the remedy. */
  problem: string;
  since: Date;
}

/** Messages of this server that can't be shown, the oldest first; of one feature, if it is named. */
export async function listPostProblems(ctx: ActionContext, feature = ''): Promise<PostProblem[]> {
  const rows = await ctx.db
    .select({ key: posts.key, problem: posts.problem, since: posts.problemSince })
    .from(posts)
    .where(
      and(
        eq(posts.guildId, ctx.guildId),
        isNotNull(posts.problem),
        gt(posts.problemSince, new Date(ctx.now().getTime() - GIVE_UP_MS)),
        ...(feature === '' ? [] : [like(posts.key, `${feature}:%`)]),
      ),
    )
    .orderBy(asc(posts.problemSince))
    .limit(MOST);
  return rows.flatMap(({ key, problem, since }) => (problem && since ? [{ key, problem, since }] : []));
}

/** Jobs of messages that can't be shown, the longest untried first: of this server, or of all when the context is of none. */
export async function jobsOfFailedPosts(
  ctx: ActionContext,
): Promise<{ guildId: string; key: string; again: PostJob }[]> {
  return ctx.db
    .select({ guildId: posts.guildId, key: posts.key, again: posts.again })
    .from(posts)
    .where(
      and(
        isNotNull(posts.problem),
        gt(posts.problemSince, new Date(ctx.now().getTime() - GIVE_UP_MS)),
        ...(ctx.guildId === '' ? [] : [eq(posts.guildId, ctx.guildId)]),
      ),
    )
    .orderBy(asc(posts.updatedAt))
    .limit(MOST);
}
