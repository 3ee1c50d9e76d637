import { and, eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation } from '../../../core/database/guard.ts';
import { InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { explainObstacle, obstacleOf } from '../../../core/roles/role-order.ts';
import { RoleId, RulePolicyFields, type RuleView } from '../schemas.ts';
import type { RuleRow } from '../syncing/compute-plan.ts';
import { forgetIdle } from '../syncing/idle-guilds.ts';
import { readServer } from '../syncing/read-server.ts';
import { roleRules } from '../tables.ts';
import { ruleView } from '../views.ts';
import { checkReach } from './check-reach.ts';
import { STILL_ENDING } from './find-rule.ts';

export const CreateRuleInput = v.object({
  standing: v.pipe(v.string('Choose who gets the role.'), v.maxLength(100, 'At most 100 characters.')),
  roleId: RoleId,
  ...RulePolicyFields,
  state: v.optional(v.picklist(['active', 'paused'], 'Choose active or paused.'), 'active'),
});
export type CreateRuleInput = v.InferInput<typeof CreateRuleInput>;

/**
 * Makes a rule: who has the standing gets the role. From then on it is kept to for whoever's standing changes; those who
 * have it already get the role with the next plan. A role that is out of reach for now is taken, with the problem named.
 */
export async function createRule(ctx: ActionContext, raw: CreateRuleInput): Promise<RuleView> {
  await ctx.require('roles:manage');
  const input = parseInput(CreateRuleInput, raw);
  const standing = ctx.runtime.registry.standings.get(input.standing);
  if (!standing) throw wrong('standing', 'There is no such standing. Choose one from the list.');
  const server = await readServer(ctx);
  const role = server.roles.find(({ id }) => id === input.roleId);
  const obstacle = obstacleOf(role, ctx.guildId, server.bot);
  if (!role || obstacle === 'gone')
    throw wrong('roleId', 'There is no such role in this server. Choose one from the list.');
  if (obstacle === 'everyone' || obstacle === 'managed')
    throw wrong('roleId', explainObstacle(obstacle, role.name, server.botRoleName));
  await checkReach(ctx, role);
  const now = ctx.now();
  const row: RuleRow = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    standing: standing.id,
    roleId: role.id,
    roleName: role.name,
    state: input.state,
    removeOnLoss: input.removeOnLoss ?? true,
    adopt: input.adopt ?? false,
    repair: input.repair ?? true,
    reason: input.reason ?? '',
    problem: obstacle ?? null,
    problemSince: obstacle ? now : null,
    createdBy: actorLabel(ctx.actor),
    createdAt: now,
    updatedAt: now,
  };
  const view = ruleView(ctx, row, server.botRoleName);
  const subject = `role-rule:${row.id}`;
  const { id: ruleId, roleId } = row;
  try {
    await ctx.commit({
      statements: [
        ctx.db.insert(roleRules).values(row),
        // Those who have the standing already wait for a plan that somebody looked at, or for the check after that.
        sql`insert into role_watch (guild_id, checked_at) values (${ctx.guildId}, ${now.toISOString()}::timestamptz)
          on conflict (guild_id) do update set checked_at = excluded.checked_at`,
      ],
      signals: [
        {
          type: 'roles.rule-changed',
          subject,
          data: { ruleId, standing: standing.id, roleId, change: 'created' },
        },
      ],
      audit: [{ action: 'roles.create-rule', target: subject, after: view }],
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'role_rules_pair')) throw error;
    throw wrong(
      'roleId',
      (await isEnding(ctx, row))
        ? STILL_ENDING
        : `There is a rule already that gives “${role.name}” for this. Change that one.`,
    );
  }
  forgetIdle(ctx.guildId);
  return view;
}

/** Whether the rule that stands in the way of a new one is being deleted. */
async function isEnding(ctx: ActionContext, { standing, roleId }: RuleRow): Promise<boolean> {
  const [found] = await ctx.db
    .select({ state: roleRules.state })
    .from(roleRules)
    .where(
      and(eq(roleRules.guildId, ctx.guildId), eq(roleRules.standing, standing), eq(roleRules.roleId, roleId)),
    );
  return found?.state === 'ending';
}

const wrong = (field: string, problem: string) => new InputError(problem, { [field]: problem });
