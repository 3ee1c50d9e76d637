import type { ActionContext } from '../../../core/context.ts';
import { listPostProblems, type PostProblem } from '../../../core/posts/problems.ts';
import { findNotice, type NoticeFilter, searchNotices, updatesOf } from '../find-notice.ts';
import { findPost, type NoticePost } from '../notice-post.ts';
import type { NoticeRow, UpdateRow } from '../notice-view.ts';

/** More than anybody looks at at once. */
const MOST = 100;

/** Notices that the actor may read, those that go on first. */
export async function listNotices(
  ctx: ActionContext,
  filter: Partial<NoticeFilter> = {},
): Promise<NoticeRow[]> {
  await ctx.require('notices:read');
  return searchNotices(ctx, {
    ...filter,
    words: filter.words?.slice(0, 100),
    limit: Math.min(filter.limit ?? MOST, MOST),
  });
}

export interface ShownNotice {
  row: NoticeRow;
  updates: UpdateRow[];
  /** Where it is in Discord, or why it is not. */
  post: NoticePost;
}

/** One notice with what was said about it and where it is. */
export async function showNotice(ctx: ActionContext, reference: string): Promise<ShownNotice> {
  await ctx.require('notices:read');
  const row = await findNotice(ctx, reference);
  const [updates, post] = await Promise.all([updatesOf(ctx, row.id), findPost(ctx, row.id)]);
  return { row, updates, post };
}

/** Notices that can't be posted just now, with the remedy. */
export async function listUnposted(ctx: ActionContext): Promise<PostProblem[]> {
  await ctx.require('notices:read');
  return listPostProblems(ctx, 'notices');
}
