import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type { ActionState, Impact, NoticePhase, ServerAction, ServerState } from './model.ts';

/** Servers that the panel told of: for suggestions, lists of staff and the order of events. The panel has the truth. */
export const servers = pgTable(
  'servers',
  {
    guildId: text('guild_id').notNull(),
    /** The panel's. */
    serverId: text('server_id').notNull(),
    name: text('name').notNull(),
    /** The customer's account; null until the panel was asked. */
    accountId: text('account_id'),
    /** Null until an event or an answer of the panel told it. */
    state: text('state').$type<ServerState>(),
    /** When that state began, by the panel's clock; an older event changes nothing. */
    stateAt: instant('state_at'),
    /** Rises with every event, so that two at once notice each other. */
    version: integer('version').notNull().default(1),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.guildId, t.serverId] }),
    index('servers_account').on(t.guildId, t.accountId, t.name),
    index('servers_list').on(t.guildId, t.name),
  ],
);

/** What the panel reported, as it was: also what came late. */
export const serverEvents = pgTable(
  'server_events',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    serverId: text('server_id').notNull(),
    /** The panel's; the same one counts once. */
    eventId: text('event_id').notNull(),
    state: text('state').$type<ServerState>().notNull(),
    at: instant('at').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [
    unique('server_events_once').on(t.guildId, t.eventId),
    index('server_events_history').on(t.guildId, t.serverId, t.at.desc()),
    index('server_events_over').on(t.receivedAt),
  ],
);

export const serverActions = pgTable(
  'server_actions',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** Of several that were asked for together. */
    batchId: uuid('batch_id'),
    serverId: text('server_id').notNull(),
    serverName: text('server_name').notNull(),
    accountId: text('account_id'),
    action: text('action').$type<ServerAction>().notNull(),
    state: text('state').$type<ActionState>().notNull(),
    /** What it was when somebody asked. */
    stateBefore: text('state_before').$type<ServerState>().notNull(),
    impact: jsonb('impact').$type<Impact>().notNull(),
    requestedBy: text('requested_by').notNull(),
    requestedByName: text('requested_by_name').notNull(),
    source: text('source').notNull(),
    confirmUntil: instant('confirm_until'),
    approvalsNeeded: integer('approvals_needed').notNull(),
    /** Rises with every change, so that two approvers at once notice each other. */
    version: integer('version').notNull().default(1),
    /** A sentence for people. */
    error: text('error'),
    createdAt: instant('created_at').notNull(),
    /** When all had said yes. */
    requestedAt: instant('requested_at'),
    /** When it is given up if nothing happens. */
    dueAt: instant('due_at'),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    uniqueIndex('server_actions_open')
      .on(t.guildId, t.serverId)
      .where(sql`state in ('awaiting-approval', 'requested', 'accepted')`),
    index('server_actions_history').on(t.guildId, t.serverId, t.createdAt.desc()),
    index('server_actions_batch').on(t.guildId, t.batchId).where(sql`batch_id is not null`),
    index('server_actions_asked').on(t.guildId, t.requestedBy, t.createdAt),
    index('server_actions_due')
      .on(t.dueAt)
      .where(sql`state in ('awaiting-approval', 'requested', 'accepted')`),
  ],
);

/** Who said yes or no to an action. Each counts once. */
export const serverApprovals = pgTable(
  'server_approvals',
  {
    guildId: text('guild_id').notNull(),
    actionId: uuid('action_id').notNull(),
    approvedBy: text('approved_by').notNull(),
    approvedByName: text('approved_by_name').notNull(),
    decision: text('decision').$type<'approve' | 'reject'>().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.actionId, t.approvedBy] })],
);

/** One message in the status channel: what an action came to, or what a server did by itself. */
export const serverNotices = pgTable(
  'server_notices',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    serverId: text('server_id').notNull(),
    serverName: text('server_name').notNull(),
    /** Null for what nobody asked for. */
    actionId: uuid('action_id'),
    action: text('action').$type<ServerAction>(),
    phase: text('phase').$type<NoticePhase>().notNull(),
    state: text('state').$type<ServerState>().notNull(),
    openedBy: text('opened_by').notNull(),
    openedByName: text('opened_by_name').notNull(),
    error: text('error'),
    openedAt: instant('opened_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    /** When its last changes came, in Unix milliseconds: what tells flapping. */
    changes: jsonb('changes').$type<number[]>().notNull(),
    /** When flapping counts as over unless it goes on. */
    calmAt: instant('calm_at'),
  },
  (t) => [
    index('server_notices_last').on(t.guildId, t.serverId, t.id),
    index('server_notices_action').on(t.guildId, t.actionId),
    index('server_notices_calm').on(t.calmAt).where(sql`calm_at is not null`),
  ],
);

export type ServerRow = typeof servers.$inferSelect;
export type ServerEventRow = typeof serverEvents.$inferSelect;
export type ActionRow = typeof serverActions.$inferSelect;
export type ApprovalRow = typeof serverApprovals.$inferSelect;
export type NoticeRow = typeof serverNotices.$inferSelect;
