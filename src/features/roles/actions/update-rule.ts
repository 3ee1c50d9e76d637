import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { explainObstacle } from '../../../core/roles/role-order.ts';
import { RulePolicyFields, type RuleView } from '../schemas.ts';
import type { RuleRow } from '../syncing/compute-plan.ts';
import { forgetIdle } from '../syncing/idle-guilds.ts';
import { readServer } from '../syncing/read-server.ts';
import { ruleView } from '../views.ts';
import { checkReach } from './check-reach.ts';
import { findRule, STILL_ENDING } from './find-rule.ts';

export const RuleChange = v.object({
  ...RulePolicyFields,
  state: v.optional(v.picklist(['active', 'paused'], 'Choose active or paused.')),
});
const UpdateRuleInput = v.object({ rule: v.string(), ...RuleChange.entries });

/**
 * Changes how a rule treats its role, pauses it or lets it go on; also tries again what Discord refused. The role stays:
 * for another one there is another rule.
 */
export async function updateRule(
  ctx: ActionContext,
  raw: v.InferInput<typeof UpdateRuleInput>,
): Promise<RuleView> {
  await ctx.require('roles:manage');
  const { rule: id, ...change } = parseInput(UpdateRuleInput, raw);
  const before = await findRule(ctx, id);
  if (before.state === 'ending') throw new ConflictError('ending', STILL_ENDING);
  const wakes = change.state === 'active' && (before.state === 'paused' || before.problem === 'refused');
  const botRoleName = wakes ? await checkRole(ctx, before) : undefined;
  const after: RuleRow = {
    ...before,
    ...change,
    ...(wakes && before.problem === 'refused' ? { problem: null, problemSince: null } : {}),
    updatedAt: ctx.now(),
  };
  const view = ruleView(ctx, after, botRoleName);
  const subject = `role-rule:${id}`;
  const { standing, roleId } = before;
  await ctx.commit({
    statements: [
      requireChange(
        sql`update role_rules set state = ${after.state}, remove_on_loss = ${after.removeOnLoss}, adopt = ${after.adopt},
          repair = ${after.repair}, reason = ${after.reason}, problem = ${after.problem},
          problem_since = ${after.problemSince?.toISOString() ?? null}::timestamptz,
          updated_at = ${after.updatedAt.toISOString()}::timestamptz
          where guild_id = ${ctx.guildId} and id = ${id} and state = ${before.state}`,
        'rule',
      ),
    ],
    signals: [
      {
        type: 'roles.rule-changed',
        subject,
        data: { ruleId: id, standing, roleId, change: 'changed' },
      },
    ],
    audit: [
      {
        action: 'roles.update-rule',
        target: subject,
        before: ruleView(ctx, before, botRoleName),
        after: view,
      },
    ],
  });
  forgetIdle(ctx.guildId);
  return view;
}

/** Before it hands out the role again, whoever wants that must have what the role gives. */
async function checkRole(ctx: ActionContext, { roleId, roleName }: RuleRow): Promise<string> {
  const { roles, botRoleName } = await readServer(ctx);
  const role = roles.find(({ id }) => id === roleId);
  if (!role) throw new ConflictError('gone', explainObstacle('gone', roleName, botRoleName));
  await checkReach(ctx, role);
  return botRoleName;
}
