import { lt } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { noticeDrafts } from '../tables.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Removes drafts, of all servers, that nobody said yes to within a day. */
export async function tidyDrafts(ctx: ActionContext): Promise<void> {
  await ctx.db.delete(noticeDrafts).where(lt(noticeDrafts.createdAt, new Date(ctx.now().getTime() - DAY_MS)));
}
