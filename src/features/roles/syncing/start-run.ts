import { sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import type { RoleStep } from '../../../core/roles/plan-roles.ts';
import { explainObstacle } from '../../../core/roles/role-order.ts';
import type { NewSignal } from '../../../core/signals/signal.ts';
import type { RunKind } from '../model.ts';
import { roleRuns } from '../tables.ts';
import type { ComputedPlan } from './compute-plan.ts';
import { WORK_JOB } from './work-job.ts';
import {
  dequeue,
  dropLedger,
  keepNames,
  type LedgerLine,
  line,
  type PlannedChange,
  type QueuedPerson,
  replaceChanges,
  writeLedger,
} from './write-plan.ts';

/** People named in a signal or an audit row; the run itself has all of them. */
const MOST_NAMED = 50;

export interface StartedRun {
  /** Absent when there was nothing to write down. */
  runId: string | undefined;
}

/**
 * Puts a plan into effect: the changes are written down with the ledger in one transaction, and a job makes the calls.
 * Whatever an earlier plan still had in mind for the same people is superseded, but for what takes a plan back. `queued`
 * are taken out of the queue unless something new happened to them meanwhile.
 */
export async function startRun(
  ctx: ActionContext,
  computed: ComputedPlan,
  { kind, queued = [] }: { kind: RunKind; queued?: readonly QueuedPerson[] },
): Promise<StartedRun> {
  const { plan, whom, newlyGiven, newlyTheirs, noLongerGiven } = computed;
  const runId = ctx.newId();
  const changes: PlannedChange[] = [
    ...plan.add.map(({ userId, roleId, ruleId, cause }) => ({ userId, roleId, ruleId, cause })),
    ...plan.remove.map((step) => ({ ...step, cause: 'lost' as const })),
  ];
  const hasNews =
    changes.length + plan.adopt.length + plan.taken.length + newlyGiven.length > 0 || kind === 'manual';
  const problems = problemChanges(ctx, computed);
  const lines: LedgerLine[] = [
    ...plan.add.map((step) => line(step, 'pending')),
    ...plan.adopt.map((step) => ({ ...line(step, 'held'), adopted: true })),
    ...plan.confirm.map((step) => line(step, 'held')),
    ...plan.waive.map((step) => line(step, 'waived')),
    ...[...newlyGiven, ...newlyTheirs].map((step) => line(step, 'manual')),
  ];
  const change: Change = {
    statements: [
      ...(hasNews
        ? [ctx.db.insert(roleRuns).values(runRow(ctx, runId, kind, computed, changes.length))]
        : []),
      replaceChanges(ctx, whom, { runId, changes, queued, urgent: kind === 'reaction' }),
      // First dropped, then written: what was somebody's own may be a rule's from now on.
      ...dropLedger(ctx, [...plan.forget, ...noLongerGiven]),
      ...writeLedger(ctx, lines),
      ...problems.statements,
      ...dequeue(ctx, queued),
      ...(kind === 'reaction' ? [] : keepNames(ctx, computed.names, changes)),
    ],
    signals: [
      ...problems.signals,
      ...(hasNews && changes.length > 0 ? [startedSignal(runId, kind, plan)] : []),
      ...driftSignal(runId, computed),
    ],
    audit: hasNews ? [auditOf(runId, kind, computed, changes)] : [],
    // A reaction is planned by a worker, which goes on with it.
    jobs: changes.length > 0 && kind !== 'reaction' ? [{ name: WORK_JOB, payload: {}, key: runId }] : [],
  };
  await ctx.commit(change);
  return { runId: hasNews ? runId : undefined };
}

/** Names of roles are kept fresh, and what newly stands in a rule's way is told once. */
function problemChanges(ctx: ActionContext, { rules, problems, server }: ComputedPlan) {
  const names = new Map(server.roles.map(({ id, name }) => [id, name]));
  const changed = rules.filter(
    ({ id, problem, roleId, roleName }) =>
      (problems.get(id) ?? null) !== problem || (names.get(roleId) ?? roleName) !== roleName,
  );
  return {
    statements: changed.map(({ id, roleId, roleName, problem: before }) => {
      const problem = problems.get(id) ?? null;
      return sql`update role_rules set problem = ${problem}, role_name = ${names.get(roleId) ?? roleName},
        problem_since = ${problem === before ? sql`problem_since` : problem ? at(ctx) : sql`null`}
        where guild_id = ${ctx.guildId} and id = ${id}`;
    }),
    signals: changed.flatMap(({ id, roleId, roleName, problem: before }): NewSignal[] => {
      const obstacle = problems.get(id);
      if (!obstacle || obstacle === before) return [];
      const name = names.get(roleId) ?? roleName;
      const problem = explainObstacle(obstacle, name, server.botRoleName);
      return [
        {
          type: 'roles.blocked',
          subject: `role-rule:${id}`,
          data: { ruleId: id, roleId, roleName: name, obstacle, problem },
        },
      ];
    }),
  };
}

function runRow(
  ctx: ActionContext,
  id: string,
  kind: RunKind,
  { plan, newlyGiven }: ComputedPlan,
  changes: number,
): typeof roleRuns.$inferInsert {
  const { actor } = ctx;
  return {
    id,
    guildId: ctx.guildId,
    kind,
    state: changes > 0 ? 'running' : 'done',
    startedBy: actor.kind === 'system' ? 'system:roles' : `${actor.kind}:${actor.id}`,
    adding: plan.add.length,
    removing: plan.remove.length,
    adopted: plan.adopt.length,
    taken: plan.taken.length,
    given: newlyGiven.length,
    blocked: plan.blocked,
    createdAt: ctx.now(),
    finishedAt: changes > 0 ? null : ctx.now(),
  };
}

const startedSignal = (runId: string, kind: RunKind, { add, remove }: ComputedPlan['plan']): NewSignal => ({
  type: 'roles.run-started',
  subject: `role-run:${runId}`,
  data: { runId, kind, adding: add.length, removing: remove.length },
});

function driftSignal(runId: string, { plan, newlyGiven, server }: ComputedPlan): NewSignal[] {
  if (plan.taken.length + newlyGiven.length === 0) return [];
  const names = new Map(server.roles.map(({ id, name }) => [id, name]));
  const repaired = new Set(
    plan.add.filter(({ cause }) => cause === 'repair').map(({ userId, roleId }) => `${userId}:${roleId}`),
  );
  const named = (what: 'taken' | 'given') => (step: RoleStep) => ({
    userId: step.userId,
    roleId: step.roleId,
    roleName: names.get(step.roleId) ?? step.roleId,
    what,
    repaired: repaired.has(`${step.userId}:${step.roleId}`) && what === 'taken',
  });
  const people = [...plan.taken.map(named('taken')), ...newlyGiven.map(named('given'))].slice(0, MOST_NAMED);
  return [
    {
      type: 'roles.drifted',
      subject: `role-run:${runId}`,
      data: { runId, taken: plan.taken.length, given: newlyGiven.length, people },
    },
  ];
}

const auditOf = (
  runId: string,
  kind: RunKind,
  { plan, newlyGiven }: ComputedPlan,
  changes: readonly PlannedChange[],
) => ({
  action: 'roles.apply',
  target: `role-run:${runId}`,
  after: {
    kind,
    adding: plan.add.length,
    removing: plan.remove.length,
    adopted: plan.adopt.length,
    takenByHand: plan.taken.length,
    givenByHand: newlyGiven.length,
    // Whole lists are in the run; see the people's own history.
    changes: changes.slice(0, MOST_NAMED).map(({ userId, roleId, cause }) => ({ userId, roleId, cause })),
  },
});

const at = (ctx: ActionContext) => sql`${ctx.now().toISOString()}::timestamptz`;
