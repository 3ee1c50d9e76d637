import { asc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { inboxRules } from '../tables.ts';
import type { RuleRow } from '../views.ts';

/** All rules in the order in which they are looked at. */
export async function listRules(ctx: ActionContext): Promise<RuleRow[]> {
  await ctx.require('inbox:read');
  return ctx.db
    .select()
    .from(inboxRules)
    .where(eq(inboxRules.guildId, ctx.guildId))
    .orderBy(asc(inboxRules.position), asc(inboxRules.id));
}
