import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { findCanned } from '../find-desk.ts';
import { cannedReplies } from '../tables.ts';
import { cannedView } from '../views.ts';

export async function deleteCannedReply(ctx: ActionContext, reference: string): Promise<void> {
  await ctx.require('inbox:write');
  const row = await findCanned(ctx, reference);
  const removal = ctx.db
    .delete(cannedReplies)
    .where(and(eq(cannedReplies.guildId, ctx.guildId), eq(cannedReplies.id, row.id)));
  await ctx.commit({
    statements: [requireChange(removal.getSQL(), 'canned-gone')],
    audit: [
      {
        action: 'inbox.delete-canned-reply',
        target: `canned-reply:${row.id}`,
        before: cannedView(row),
      },
    ],
  });
}
