import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { sha256Hex } from '../../../core/hash.ts';
import {
  type OwnedRole,
  planRoles,
  type RolePlan,
  type RolePolicy,
  type RoleStep,
} from '../../../core/roles/plan-roles.ts';
import { type Obstacle, obstacleOf } from '../../../core/roles/role-order.ts';
import type { RegisteredStanding } from '../../../core/roles/standing.ts';
import { roleGrants, roleRules } from '../tables.ts';
import { readMembers } from './read-members.ts';
import { readServer, type ServerRoles } from './read-server.ts';

export type RuleRow = typeof roleRules.$inferSelect;

/** A plan with all that it was made from. */
export interface ComputedPlan {
  plan: RolePlan;
  rules: readonly RuleRow[];
  /** By rule id: what is in its way now; a refusal by Discord stays until somebody tries again. */
  problems: ReadonlyMap<string, Obstacle>;
  server: ServerRoles;
  whom: 'everybody' | readonly string[];
  /** What people are called who matter to a rule. */
  names: ReadonlyMap<string, string>;
  /** False when Discord would not list the members. */
  listed: boolean;
  /** Given by hand and not known before. */
  newlyGiven: readonly RoleStep[];
  /** The same, to people who have the standing too; nothing that anybody has to be told. */
  newlyTheirs: readonly RoleStep[];
  /** Known as given by hand and no longer so. */
  noLongerGiven: readonly Pick<RoleStep, 'userId' | 'roleId'>[];
  /** Names what the plan would do at Discord, so that what was looked at is what is done. */
  fingerprint: string;
}

/** People asked for at once. */
const CHUNK = 1_000;
const PAGE = 5_000;

export const loadRules = (ctx: ActionContext): Promise<RuleRow[]> =>
  ctx.db
    .select()
    .from(roleRules)
    .where(eq(roleRules.guildId, ctx.guildId))
    .orderBy(roleRules.createdAt, roleRules.id);

/** What rules, ledger and Discord together say has to change, for everybody or for some. Changes nothing. */
export async function computePlan(
  ctx: ActionContext,
  whom: 'everybody' | readonly string[] = 'everybody',
  options: { retryRefused?: boolean } = {},
): Promise<ComputedPlan> {
  const [rules, server, ledger] = await Promise.all([loadRules(ctx), readServer(ctx), loadLedger(ctx, whom)]);
  const problems = problemsOf(ctx, rules, server, options);
  const standings = new Map<string, RegisteredStanding>();
  for (const { standing } of rules) {
    const found = ctx.runtime.registry.standings.get(standing);
    if (found && (await ctx.featureState(found.feature)) !== 'off') standings.set(standing, found);
  }
  const policies = rules.map((rule): RolePolicy => {
    // A standing that nobody tells any more is not one that everybody lost.
    const isSilent = rule.state === 'paused' || !standings.has(rule.standing);
    const paused = problems.get(rule.id) === 'refused' || (isSilent && rule.state !== 'ending');
    return {
      ruleId: rule.id,
      roleId: rule.roleId,
      removeOnLoss: rule.removeOnLoss || rule.state === 'ending',
      adopt: rule.adopt,
      repair: rule.repair,
      paused,
    };
  });
  const giving = rules.filter(
    ({ id, state }) => state === 'active' && !policies.find(({ ruleId }) => ruleId === id)?.paused,
  );
  const members = new Map<string, readonly string[]>();
  for (const { standing: name } of giving) {
    const standing = standings.get(name);
    if (standing && !members.has(name)) members.set(name, await holders(ctx, standing, whom));
  }
  const desired = giving.flatMap(({ id, roleId, standing }): RoleStep[] =>
    (members.get(standing) ?? []).map((userId) => ({ userId, roleId, ruleId: id })),
  );
  const owned = ledger.filter((one): one is OwnedRole => one.state !== 'manual');
  const relevant = new Set([...desired, ...ledger].map(({ userId }) => userId));
  const seen = await readMembers(ctx, whom, relevant);
  const { roles, bot } = server;
  const plan = planRoles({
    guildId: ctx.guildId,
    rules: policies,
    desired,
    actual: seen.roles,
    owned,
    roles,
    bot,
  });
  const manual = ledger.filter(({ state }) => state === 'manual');
  const [known, byHand] = [keys(manual), keys([...plan.given, ...plan.theirs])];
  // Rules that stand still look for nobody who was given their role by hand; what is known of that stays.
  const sought = new Set(policies.flatMap(({ roleId, paused }) => (paused ? [] : [roleId])));
  const unsought = new Set(policies.map(({ roleId }) => roleId).filter((roleId) => !sought.has(roleId)));
  return {
    plan,
    rules,
    problems,
    server,
    whom,
    names: seen.names,
    listed: seen.listed,
    newlyGiven: plan.given.filter((one) => !known.has(keyOf(one))),
    newlyTheirs: plan.theirs.filter((one) => !known.has(keyOf(one))),
    noLongerGiven: manual.filter((one) => !byHand.has(keyOf(one)) && !unsought.has(one.roleId)),
    fingerprint: await fingerprintOf(plan),
  };
}

function problemsOf(
  { guildId }: ActionContext,
  rules: readonly RuleRow[],
  { roles, bot }: ServerRoles,
  { retryRefused = false }: { retryRefused?: boolean },
): Map<string, Obstacle> {
  const byId = new Map(roles.map((role) => [role.id, role]));
  return new Map(
    rules.flatMap(({ id, roleId, problem }): [string, Obstacle][] => {
      const found =
        obstacleOf(byId.get(roleId), guildId, bot) ?? (problem === 'refused' && !retryRefused && problem);
      return found ? [[id, found]] : [];
    }),
  );
}

async function loadLedger(ctx: ActionContext, whom: 'everybody' | readonly string[]) {
  const { guildId, userId, roleId, ruleId, state } = roleGrants;
  return ctx.db
    .select({ userId, roleId, ruleId, state })
    .from(roleGrants)
    .where(
      and(
        eq(guildId, ctx.guildId),
        // One parameter for all of them: a rule that is deleted may have more owners than a query takes parameters.
        whom === 'everybody'
          ? undefined
          : sql`${roleGrants.userId} in (select jsonb_array_elements_text(${JSON.stringify(whom)}::jsonb))`,
      ),
    );
}

/** Who has the standing, of everybody or of some. */
async function holders(
  ctx: ActionContext,
  standing: RegisteredStanding,
  whom: 'everybody' | readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  if (whom === 'everybody') {
    for (let after = ''; ; ) {
      const page = await standing.members(ctx, { after, limit: PAGE });
      for (const userId of page) found.add(userId);
      const last = page.at(-1);
      if (page.length < PAGE || last === undefined || last === after) return [...found];
      after = last;
    }
  }
  const asked = new Set(whom);
  for (let start = 0; start < whom.length; start += CHUNK) {
    const some = await standing.members(ctx, { userIds: whom.slice(start, start + CHUNK) });
    for (const userId of some) if (asked.has(userId)) found.add(userId);
  }
  return [...found];
}

async function fingerprintOf({ add, remove, adopt }: RolePlan): Promise<string> {
  const lines = [add, remove, adopt].map((steps) => steps.map(keyOf).join());
  return (await sha256Hex(lines.join(';'))).slice(0, 16);
}

const keyOf = ({ userId, roleId }: Pick<RoleStep, 'userId' | 'roleId'>): string => `${userId}:${roleId}`;
const keys = (steps: readonly Pick<RoleStep, 'userId' | 'roleId'>[]): Set<string> =>
  new Set(steps.map(keyOf));
