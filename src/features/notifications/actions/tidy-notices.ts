import { lt } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { notifications } from '../../../core/tables.ts';

const KEPT_MS = 30 * 24 * 60 * 60_000;

/** Removes notices of all servers that are older than 30 days. */
export async function tidyNotices(ctx: ActionContext): Promise<void> {
  await ctx.db
    .delete(notifications)
    .where(lt(notifications.createdAt, new Date(ctx.now().getTime() - KEPT_MS)));
}
