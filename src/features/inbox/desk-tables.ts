import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type { RuleMatch, RulePriority } from './routing/match-rule.ts';
import type { ViewFilter } from './view-filter.ts';

/** Who takes conversations, and whether they take new ones just now. */
export const inboxAgents = pgTable(
  'inbox_agents',
  {
    guildId: text('guild_id').notNull(),
    userId: text('user_id').notNull(),
    name: text('name').notNull(),
    isOn: boolean('is_on').notNull(),
    /** Most open conversations at once; null for no limit. */
    capacity: integer('capacity'),
    lastAssignedAt: instant('last_assigned_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.userId] })],
);

/** Who gets which new conversations. In order of position, the first that names somebody decides. */
export const inboxRules = pgTable(
  'inbox_rules',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    match: jsonb('match').$type<RuleMatch>().notNull(),
    agentId: text('agent_id'),
    agentName: text('agent_name'),
    tags: jsonb('tags').$type<string[]>().notNull(),
    priority: text('priority').$type<RulePriority>(),
    isOn: boolean('is_on').notNull(),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [index('inbox_rules_order').on(t.guildId, t.position)],
);

/** A list of conversations that somebody saved; with `ownedBy` only that person sees it. */
export const inboxViews = pgTable(
  'inbox_views',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    name: text('name').notNull(),
    filter: jsonb('filter').$type<ViewFilter>().notNull(),
    /** Label of an actor; null when everybody sees it. */
    ownedBy: text('owned_by'),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('inbox_views_guild').on(t.guildId, t.createdAt)],
);

/** The message in the staff channel that stands for a conversation. */
export const inboxCards = pgTable('inbox_cards', {
  conversationId: uuid('conversation_id').primaryKey(),
  guildId: text('guild_id').notNull(),
  channelId: text('channel_id').notNull(),
  /** Null until Discord has told it. */
  messageId: text('message_id'),
  /** When the owner was told of a new message last. */
  pingedAt: instant('pinged_at'),
  updatedAt: instant('updated_at').notNull(),
});

/** What the inbox has noticed: when a message came in last, that an intent is missing, when it warned last. */
export const inboxFacts = pgTable(
  'inbox_facts',
  {
    /** Empty for what holds for the whole installation. */
    guildId: text('guild_id').notNull(),
    name: text('name').notNull(),
    at: instant('at').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.name] })],
);
