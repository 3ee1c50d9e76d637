import type { ActionContext } from '../../core/context.ts';
import type { RoleStep } from '../../core/roles/plan-roles.ts';
import { explainObstacle } from '../../core/roles/role-order.ts';
import type { ChangeView, GrantView, PlanView, RuleView, RunView, StepView } from './schemas.ts';
import type { ComputedPlan, RuleRow } from './syncing/compute-plan.ts';
import type { roleChanges, roleGrants, roleRuns } from './tables.ts';

/** Steps that one answer shows. */
const MOST_STEPS = 500;

/** `botRoleName` is how the bot's role is called, where it is known. */
export function ruleView(ctx: ActionContext, row: RuleRow, botRoleName?: string): RuleView {
  const { id, standing, roleId, roleName, state, removeOnLoss, adopt, repair, reason, problem } = row;
  const title = ctx.runtime.registry.standings.get(standing)?.title ?? standing;
  return {
    id,
    standing,
    standingTitle: title,
    roleId,
    roleName,
    state,
    removeOnLoss,
    adopt,
    repair,
    reason,
    obstacle: problem,
    problem: problem && explainObstacle(problem, roleName, botRoleName),
    createdAt: row.createdAt.toISOString(),
  };
}

export function planView(
  ctx: ActionContext,
  { plan, server, rules, problems, newlyGiven, names: people, listed, fingerprint }: ComputedPlan,
  runId: string | null,
): PlanView {
  const names = new Map([
    ...rules.map(({ roleId, roleName }): [string, string] => [roleId, roleName]),
    ...server.roles.map(({ id, name }): [string, string] => [id, name]),
  ]);
  const nameOf = (roleId: string) => names.get(roleId) ?? roleId;
  const standings = new Map(rules.map(({ id, standing }) => [id, standing]));
  const shown = (step: RoleStep) => {
    const standing = standings.get(step.ruleId) ?? '';
    const standingTitle = ctx.runtime.registry.standings.get(standing)?.title ?? standing;
    const userName = people.get(step.userId) ?? null;
    return { ...step, userName, roleName: nameOf(step.roleId), standingTitle };
  };
  const all = [
    ...plan.add.map((step) => ({ step, what: 'add', cause: step.cause }) as const),
    ...plan.remove.map((step) => ({ step, what: 'remove', cause: 'lost' }) as const),
    ...plan.adopt.map((step) => ({ step, what: 'adopt', cause: 'adopted' }) as const),
  ];
  const steps = all
    .slice(0, MOST_STEPS)
    .map(({ step, what, cause }): StepView => ({ ...shown(step), what, cause }));
  const waiting = new Map(plan.blocked.map((one) => [one.roleId, one]));
  // A rule whose role is out of reach is told of even while nothing waits for it.
  const standingStill = rules.flatMap(({ id, roleId }) => {
    const obstacle = problems.get(id);
    return obstacle && !waiting.has(roleId) ? [{ roleId, obstacle, adding: 0, removing: 0 }] : [];
  });
  return {
    fingerprint,
    adding: plan.add.length,
    removing: plan.remove.length,
    adopting: plan.adopt.length,
    keeping: plan.keep,
    calls: plan.calls,
    takenByHand: plan.taken.length,
    givenByHand: newlyGiven.length,
    blocked: [...plan.blocked, ...standingStill].map((one) => ({
      ...one,
      roleName: nameOf(one.roleId),
      problem: explainObstacle(one.obstacle, nameOf(one.roleId), server.botRoleName),
    })),
    listed,
    steps,
    more: all.length - steps.length,
    runId,
  };
}

export function runView(
  row: typeof roleRuns.$inferSelect,
  { done = 0, failed = 0, superseded = 0, planned = 0 }: Record<string, number> = {},
): RunView {
  const { id, kind, state, startedBy, adding, removing, adopted, taken, given, undoes } = row;
  return {
    id,
    kind,
    state,
    startedBy,
    adding,
    removing,
    adopted,
    takenByHand: taken,
    givenByHand: given,
    done,
    failed,
    superseded,
    left: planned,
    undoes,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export function changeView(row: typeof roleChanges.$inferSelect): ChangeView {
  const { id, userId, roleId, ruleId, runId, cause, state, problem } = row;
  const settledAt = row.settledAt?.toISOString() ?? null;
  return {
    id,
    userId,
    roleId,
    ruleId,
    runId,
    cause,
    state,
    problem,
    since: row.since.toISOString(),
    settledAt,
  };
}

export function grantView(row: typeof roleGrants.$inferSelect): GrantView {
  const { userId, roleId, ruleId, state, adopted } = row;
  return { userId, roleId, ruleId, state, adopted, since: row.since.toISOString() };
}
