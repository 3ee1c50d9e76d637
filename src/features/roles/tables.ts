import { sql } from 'drizzle-orm';
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type { BlockedRole } from '../../core/roles/plan-roles.ts';
import type { Obstacle } from '../../core/roles/role-order.ts';
import type { ChangeCause, ChangeState, GrantState, RuleState, RunKind, RunState } from './model.ts';

/** Who has this standing gets that Discord role. */
export const roleRules = pgTable(
  'role_rules',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** `<feature>.<standing>` */
    standing: text('standing').notNull(),
    roleId: text('role_id').notNull(),
    /** As the role was called when it was last looked at. */
    roleName: text('role_name').notNull(),
    state: text('state').$type<RuleState>().notNull(),
    removeOnLoss: boolean('remove_on_loss').notNull(),
    adopt: boolean('adopt').notNull(),
    repair: boolean('repair').notNull(),
    /** Goes into Discord's audit log with each change. */
    reason: text('reason').notNull(),
    /** Why nothing can be done about it; `refused` also stops it until somebody tries again. */
    problem: text('problem').$type<Obstacle>(),
    problemSince: instant('problem_since'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [uniqueIndex('role_rules_pair').on(t.guildId, t.standing, t.roleId)],
);

/** The ledger: which role of which person is a rule's. What is not in here is somebody else's and never touched. */
export const roleGrants = pgTable(
  'role_grants',
  {
    guildId: text('guild_id').notNull(),
    userId: text('user_id').notNull(),
    roleId: text('role_id').notNull(),
    ruleId: uuid('rule_id').notNull(),
    state: text('state').$type<GrantState>().notNull(),
    adopted: boolean('adopted').notNull(),
    since: instant('since').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.guildId, t.userId, t.roleId] }),
    index('role_grants_list').on(t.guildId, t.state, t.since.desc(), t.userId),
    index('role_grants_rule').on(t.guildId, t.ruleId),
  ],
);

/** One time that a plan was put into effect. */
export const roleRuns = pgTable(
  'role_runs',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    kind: text('kind').$type<RunKind>().notNull(),
    state: text('state').$type<RunState>().notNull(),
    startedBy: text('started_by').notNull(),
    adding: integer('adding').notNull(),
    removing: integer('removing').notNull(),
    adopted: integer('adopted').notNull(),
    taken: integer('taken').notNull(),
    given: integer('given').notNull(),
    blocked: jsonb('blocked').$type<BlockedRole[]>().notNull(),
    /** The run that this one takes back. */
    undoes: uuid('undoes'),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('role_runs_list').on(t.guildId, t.createdAt.desc(), t.id),
    index('role_runs_open').on(t.guildId).where(sql`state = 'running'`),
  ],
);

/** One role to give or to take, and what became of it. */
export const roleChanges = pgTable(
  'role_changes',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    runId: uuid('run_id').notNull(),
    ruleId: uuid('rule_id').notNull(),
    userId: text('user_id').notNull(),
    roleId: text('role_id').notNull(),
    cause: text('cause').$type<ChangeCause>().notNull(),
    state: text('state').$type<ChangeState>().notNull(),
    /** Because of something that just happened to this person: goes before what a large plan holds. */
    urgent: boolean('urgent').notNull(),
    /** A sentence for people. */
    problem: text('problem'),
    /** When it became known that the role is due. */
    since: instant('since').notNull(),
    createdAt: instant('created_at').notNull(),
    settledAt: instant('settled_at'),
  },
  (t) => [
    uniqueIndex('role_changes_planned').on(t.guildId, t.userId, t.roleId).where(sql`state = 'planned'`),
    index('role_changes_next').on(t.guildId, t.urgent.desc(), t.id).where(sql`state = 'planned'`),
    index('role_changes_run').on(t.guildId, t.runId, t.state, t.id),
    index('role_changes_person').on(t.guildId, t.userId, t.id),
    index('role_changes_old').on(t.createdAt),
  ],
);

/** People whose roles are to be looked at, because of a signal or of what happened in Discord. */
export const roleQueue = pgTable(
  'role_queue',
  {
    guildId: text('guild_id').notNull(),
    userId: text('user_id').notNull(),
    since: instant('since').notNull(),
    /** Counts up with each further reason, so that one that comes while a plan is made is not lost. */
    version: integer('version').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.userId] }), index('role_queue_oldest').on(t.since)],
);

/** Of each server with rules: whether somebody works on its roles now, and what its admins were told. */
export const roleWatch = pgTable('role_watch', {
  guildId: text('guild_id').primaryKey(),
  leasedUntil: instant('leased_until'),
  checkedAt: instant('checked_at'),
  /** Set while it is told that roles lag behind. */
  lagToldAt: instant('lag_told_at'),
});
