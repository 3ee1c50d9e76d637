import { eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { RuleView } from '../schemas.ts';
import { loadRules } from '../syncing/compute-plan.ts';
import { roleGrants } from '../tables.ts';
import { ruleView } from '../views.ts';

/** Of one rule, how many people stand how in the ledger. */
export type GrantCounts = Record<string, number>;

/** The rules, oldest first. Asks nothing outside. */
export async function listRules(ctx: ActionContext): Promise<RuleView[]> {
  await ctx.require('roles:read');
  return (await loadRules(ctx)).map((row) => ruleView(ctx, row));
}

/** By rule id. */
export async function countGrants(ctx: ActionContext): Promise<ReadonlyMap<string, GrantCounts>> {
  await ctx.require('roles:read');
  const rows = await ctx.db
    .select({ ruleId: roleGrants.ruleId, state: roleGrants.state, count: sql<number>`count(*)::int` })
    .from(roleGrants)
    .where(eq(roleGrants.guildId, ctx.guildId))
    .groupBy(roleGrants.ruleId, roleGrants.state);
  const counts = new Map<string, GrantCounts>();
  for (const { ruleId, state, count } of rows) counts.set(ruleId, { ...counts.get(ruleId), [state]: count });
  return counts;
}

/** What rules can be made about, by title. */
export async function listStandings(ctx: ActionContext) {
  await ctx.require('roles:read');
  return [...ctx.runtime.registry.standings.values()]
    .map(({ id, title, help }) => ({ id, title, help }))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
}
