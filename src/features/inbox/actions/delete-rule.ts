import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { findRule } from '../find-desk.ts';
import { inboxRules } from '../tables.ts';
import { ruleView } from '../views.ts';

export async function deleteRule(ctx: ActionContext, id: string): Promise<void> {
  await ctx.require('inbox:manage');
  const row = await findRule(ctx, id);
  const removal = ctx.db
    .delete(inboxRules)
    .where(and(eq(inboxRules.guildId, ctx.guildId), eq(inboxRules.id, row.id)));
  await ctx.commit({
    statements: [requireChange(removal.getSQL(), 'rule-gone')],
    audit: [{ action: 'inbox.delete-rule', target: `rule:${row.id}`, before: ruleView(row) }],
  });
}
