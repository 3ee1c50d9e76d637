import { and, eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { RuleView } from '../schemas.ts';
import { computePlan } from '../syncing/compute-plan.ts';
import { finishRuns } from '../syncing/finish-runs.ts';
import { withLease } from '../syncing/lease.ts';
import { startRun } from '../syncing/start-run.ts';
import { roleGrants, roleRules } from '../tables.ts';
import { ruleView } from '../views.ts';
import { findRule } from './find-rule.ts';

const DeleteRuleInput = v.object({ rule: v.string(), take: v.optional(v.boolean(), false) });

/**
 * Deletes a rule. With `take` the roles that it gave are taken away first, and the rule is gone when the last one is;
 * else people keep them, as theirs.
 */
export async function deleteRule(
  ctx: ActionContext,
  raw: v.InferInput<typeof DeleteRuleInput>,
): Promise<{ rule: RuleView; taking: number }> {
  await ctx.require('roles:manage');
  const { rule: id, take } = parseInput(DeleteRuleInput, raw);
  const row = await findRule(ctx, id);
  const owners = take
    ? await ctx.db
        .select({ userId: roleGrants.userId })
        .from(roleGrants)
        .where(
          and(
            eq(roleGrants.guildId, ctx.guildId),
            eq(roleGrants.ruleId, id),
            sql`${roleGrants.state} <> 'manual'`,
          ),
        )
    : [];
  const ends = owners.length > 0;
  const view = ruleView(ctx, row);
  const subject = `role-rule:${id}`;
  const { standing, roleId } = row;
  const ofRule = and(eq(roleGrants.guildId, ctx.guildId), eq(roleGrants.ruleId, id));
  await ctx.commit({
    statements: ends
      ? [
          sql`update role_rules set state = 'ending' where guild_id = ${ctx.guildId} and id = ${id}`,
          ctx.db.delete(roleGrants).where(and(ofRule, eq(roleGrants.state, 'manual'))),
        ]
      : [
          ctx.db.delete(roleGrants).where(ofRule),
          ctx.db.delete(roleRules).where(and(eq(roleRules.guildId, ctx.guildId), eq(roleRules.id, id))),
          sql`update role_changes set state = 'superseded', settled_at = ${ctx.now().toISOString()}::timestamptz
            where guild_id = ${ctx.guildId} and rule_id = ${id} and state = 'planned'`,
        ],
    signals: [
      {
        type: 'roles.rule-changed',
        subject,
        data: { ruleId: id, standing, roleId, change: 'deleted' },
      },
    ],
    audit: [{ action: 'roles.delete-rule', target: subject, before: view, after: { taking: owners.length } }],
  });
  if (ends) {
    const people = owners.map(({ userId }) => userId);
    await withLease(ctx, async () => startRun(ctx, await computePlan(ctx, people), { kind: 'manual' }));
    await finishRuns(ctx);
  }
  return { rule: view, taking: owners.length };
}
