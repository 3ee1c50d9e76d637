import { sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import type { RoleStep } from '../../../core/roles/plan-roles.ts';
import { explainObstacle } from '../../../core/roles/role-order.ts';
import type { NewSignal } from '../../../core/signals/signal.ts';
import type { ChangeCause, GrantState, RunKind } from '../model.ts';
import { roleRuns } from '../tables.ts';
import type { ComputedPlan } from './compute-plan.ts';

export const WORK_JOB = 'roles.work';
/** People named in a signal or an audit row; the run itself has all of them. */
const MOST_NAMED = 50;

/** Somebody in the queue whom a plan settles. */
export interface QueuedPerson {
  userId: string;
  since: Date;
  version: number;
}

export interface StartedRun {
  /** Absent when there was nothing to write down. */
  runId: string | undefined;
}

type PlannedChange = RoleStep & { cause: ChangeCause };

/**
 * Puts a plan into effect: the changes are written down with the ledger in one transaction, and a job makes the calls.
 * Whatever an earlier plan still had in mind for the same people is superseded. `queued` are taken out of the queue
 * unless something new happened to them meanwhile.
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
  const people = whom === 'everybody' ? undefined : whom;
  const lines: LedgerLine[] = [
    ...plan.add.map((step) => line(step, 'pending')),
    ...plan.adopt.map((step) => ({ ...line(step, 'held'), adopted: true })),
    ...plan.confirm.map((step) => line(step, 'held')),
    ...plan.waive.map((step) => line(step, 'waived')),
    ...[...newlyGiven, ...newlyTheirs].map((step) => line(step, 'manual')),
  ];
  const change: Change = {
    statements: [
      supersede(ctx, people),
      ...(hasNews
        ? [ctx.db.insert(roleRuns).values(runRow(ctx, runId, kind, computed, changes.length))]
        : []),
      ...writeChanges(ctx, runId, changes, { queued, urgent: kind === 'reaction' }),
      // First dropped, then written: what was somebody's own may be a rule's from now on.
      ...dropLedger(ctx, [...plan.forget, ...noLongerGiven]),
      ...writeLedger(ctx, lines),
      ...problems.statements,
      ...dequeue(ctx, queued),
    ],
    signals: [
      ...problems.signals,
      ...(hasNews && changes.length > 0 ? [startedSignal(runId, kind, plan)] : []),
      ...driftSignal(runId, computed),
    ],
    audit: hasNews ? [auditOf(runId, kind, computed, changes)] : [],
    jobs: changes.length > 0 ? [{ name: WORK_JOB, payload: {}, key: runId }] : [],
  };
  await ctx.commit(change);
  return { runId: hasNews ? runId : undefined };
}

/** What earlier plans still had in mind; for some people or for everybody. */
export const supersede = (ctx: ActionContext, people: readonly string[] | undefined) =>
  sql`update role_changes set state = 'superseded', settled_at = ${at(ctx)}
    where guild_id = ${ctx.guildId} and state = 'planned'
    ${people ? sql`and user_id in (select jsonb_array_elements_text(${JSON.stringify(people)}::jsonb))` : sql``}`;

/** One statement however many there are; nothing for none. */
export function writeChanges(
  ctx: ActionContext,
  runId: string,
  changes: readonly PlannedChange[],
  { queued, urgent }: { queued: readonly QueuedPerson[]; urgent: boolean },
) {
  if (changes.length === 0) return [];
  const since = new Map(queued.map((one) => [one.userId, one.since]));
  const rows = changes.map(({ userId, roleId, ruleId, cause }) => ({
    id: ctx.newId(),
    user_id: userId,
    role_id: roleId,
    rule_id: ruleId,
    cause,
    since: (since.get(userId) ?? ctx.now()).toISOString(),
  }));
  return [
    sql`insert into role_changes (id, guild_id, run_id, rule_id, user_id, role_id, cause, state, urgent, since, created_at)
      select id, ${ctx.guildId}, ${runId}::uuid, rule_id, user_id, role_id, cause, 'planned', ${urgent}, since, ${at(ctx)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t (id uuid, rule_id uuid, user_id text, role_id text, cause text, since timestamptz)`,
  ];
}

interface LedgerLine extends RoleStep {
  state: GrantState;
  adopted: boolean;
}

const line = (step: RoleStep, state: GrantState): LedgerLine => ({ ...step, state, adopted: false });

export function writeLedger(ctx: ActionContext, lines: readonly LedgerLine[]) {
  if (lines.length === 0) return [];
  const rows = lines.map(({ userId, roleId, ruleId, state, adopted }) => ({
    user_id: userId,
    role_id: roleId,
    rule_id: ruleId,
    state,
    adopted,
  }));
  return [
    sql`insert into role_grants (guild_id, user_id, role_id, rule_id, state, adopted, since)
      select ${ctx.guildId}, user_id, role_id, rule_id, state, adopted, ${at(ctx)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t (user_id text, role_id text, rule_id uuid, state text, adopted boolean)
      on conflict (guild_id, user_id, role_id) do update
        set state = excluded.state, rule_id = excluded.rule_id, since = excluded.since,
          adopted = excluded.adopted or (role_grants.adopted and excluded.state <> 'pending')`,
  ];
}

export function dropLedger(ctx: ActionContext, steps: readonly Pick<RoleStep, 'userId' | 'roleId'>[]) {
  if (steps.length === 0) return [];
  const rows = steps.map(({ userId, roleId }) => ({ user_id: userId, role_id: roleId }));
  return [
    sql`delete from role_grants g using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t (user_id text, role_id text)
      where g.guild_id = ${ctx.guildId} and g.user_id = t.user_id and g.role_id = t.role_id`,
  ];
}

function dequeue(ctx: ActionContext, queued: readonly QueuedPerson[]) {
  if (queued.length === 0) return [];
  const rows = queued.map(({ userId, version }) => ({ user_id: userId, version }));
  return [
    sql`delete from role_queue q using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t (user_id text, version integer)
      where q.guild_id = ${ctx.guildId} and q.user_id = t.user_id and q.version = t.version`,
  ];
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
