import type { ActionContext } from '../../../core/context.ts';
import { selectRules } from '../routing/load-rules.ts';
import type { RuleRow } from '../views.ts';

/** All rules in the order in which they are looked at. */
export async function listRules(ctx: ActionContext): Promise<RuleRow[]> {
  await ctx.require('inbox:read');
  return selectRules(ctx);
}
