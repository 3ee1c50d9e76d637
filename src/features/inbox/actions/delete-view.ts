import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { findView } from '../find-desk.ts';
import { inboxViews } from '../tables.ts';
import { savedView } from '../views.ts';

/** Deletes a saved view: a shared one, or one's own. */
export async function deleteView(ctx: ActionContext, id: string): Promise<void> {
  await ctx.require('inbox:write');
  const row = await findView(ctx, id);
  const removal = ctx.db
    .delete(inboxViews)
    .where(and(eq(inboxViews.guildId, ctx.guildId), eq(inboxViews.id, row.id)));
  await ctx.commit({
    statements: [requireChange(removal.getSQL(), 'view-gone')],
    audit: [{ action: 'inbox.delete-view', target: `view:${row.id}`, before: savedView(row) }],
  });
}
