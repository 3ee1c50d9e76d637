import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { findRule } from '../find-desk.ts';
import { inboxRules } from '../tables.ts';
import type { RuleRow } from '../views.ts';

/** Lets a rule count or not. It keeps its place, also when the person whom it names has left. */
export async function switchRule(ctx: ActionContext, id: string, isOn: boolean): Promise<RuleRow> {
  await ctx.require('inbox:manage');
  const row = await findRule(ctx, id);
  if (row.isOn === isOn) return row;
  const updatedAt = ctx.now();
  const change = ctx.db
    .update(inboxRules)
    .set({ isOn, updatedAt })
    .where(and(eq(inboxRules.guildId, ctx.guildId), eq(inboxRules.id, row.id)));
  await ctx.commit({
    statements: [requireChange(change.getSQL(), 'rule-gone')],
    audit: [
      { action: 'inbox.edit-rule', target: `rule:${row.id}`, before: { isOn: row.isOn }, after: { isOn } },
    ],
  });
  return { ...row, isOn, updatedAt };
}
