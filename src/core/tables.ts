import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from './database/columns.ts';

/** One row per guild and feature; `values` holds only what differs from the schema's defaults, secrets sealed. */
export const guildSettings = pgTable(
  'guild_settings',
  {
    guildId: text('guild_id').notNull(),
    feature: text('feature').notNull(),
    values: jsonb('values').$type<Record<string, unknown>>().notNull(),
    version: integer('version').notNull().default(1),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.feature] })],
);

/** Numbers per guild that people say aloud (`#12`), handed out by the SQL function `next_number`. */
export const counters = pgTable(
  'counters',
  { guildId: text('guild_id').notNull(), name: text('name').notNull(), value: integer('value').notNull() },
  (t) => [primaryKey({ columns: [t.guildId, t.name] })],
);

/** Something that happened. Append-only; written in the same batch as the change that it tells of. */
export const signals = pgTable(
  'signals',
  {
    id: uuid('id').primaryKey(),
    sequence: bigserial('sequence', { mode: 'bigint' }).notNull(),
    guildId: text('guild_id').notNull(),
    type: text('type').notNull(),
    subject: text('subject').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    actor: text('actor').notNull(),
    source: text('source').notNull(),
    requestId: text('request_id').notNull(),
    createdAt: instant('created_at').notNull(),
    dispatchedAt: instant('dispatched_at'),
  },
  (t) => [
    index('signals_guild_sequence').on(t.guildId, t.sequence),
    index('signals_undispatched').on(t.createdAt).where(sql`dispatched_at is null`),
  ],
);

/**
 * One message to one destination, because of one signal. The row is the truth: a queue message only wakes the lane
 * that it waits in. `queued` → `sent` or `failed`, or `held` while its endpoint takes nothing.
 */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    signalId: uuid('signal_id').notNull(),
    /** Full name of the notice that it is, or empty for an endpoint's. */
    notice: text('notice').notNull(),
    /** Null for a notice, whose destination is a setting. */
    endpointId: uuid('endpoint_id'),
    /** What is sent one after the other: `http:<endpoint>`, `discord:<webhook>` or `notice:<guild>:<notice>`. */
    lane: text('lane').notNull().default(''),
    /** The signal's place in the order of things; null for a ping. */
    sequence: bigint('sequence', { mode: 'number' }),
    eventType: text('event_type').notNull().default(''),
    subject: text('subject').notNull().default(''),
    occurredAt: instant('occurred_at'),
    purpose: text('purpose').$type<DeliveryPurpose>().notNull().default('event'),
    /** Rows of one key that are due go into one post. */
    digestKey: text('digest_key'),
    /** The event's data for a program, a message for Discord. */
    body: jsonb('body').$type<Record<string, unknown>>().notNull(),
    state: text('state').$type<DeliveryState>().notNull(),
    attempts: integer('attempts').notNull().default(0),
    runAt: instant('run_at').notNull(),
    leasedUntil: instant('leased_until'),
    messageId: text('message_id'),
    error: text('error'),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('deliveries_due').on(t.runAt).where(sql`state in ('queued', 'sending')`),
    index('deliveries_lane').on(t.lane, t.runAt).where(sql`state = 'queued'`),
    index('deliveries_guild').on(t.guildId, t.createdAt),
    index('deliveries_endpoint').on(t.endpointId, t.createdAt),
    index('deliveries_subject').on(t.endpointId, t.subject).where(sql`message_id is not null`),
    index('deliveries_over').on(t.createdAt).where(sql`state in ('sent', 'failed', 'held')`),
    index('deliveries_signal').on(t.signalId),
  ],
);
export type DeliveryState = 'queued' | 'sent' | 'failed' | 'held';
/** `ping`: somebody asked for a test event. `probe`: looks whether a disabled endpoint answers again. */
export type DeliveryPurpose = 'event' | 'ping' | 'probe';

export { deliveryAttempts, webhookEndpoints } from './webhooks/tables.ts';

/** Slow or outside work. `queued` → `running` → `done`, or back to `queued` with a later `run_at`, or `dead`. */
export const jobs = pgTable(
  'jobs',
  {
    id: text('id').primaryKey(),
    guildId: text('guild_id'),
    name: text('name').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    state: text('state').$type<JobState>().notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** How often a worker took it and was not heard of again. */
    crashes: integer('crashes').notNull().default(0),
    runAt: instant('run_at').notNull(),
    leasedUntil: instant('leased_until'),
    result: jsonb('result').$type<unknown>(),
    error: text('error'),
    reference: text('reference'),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('jobs_due').on(t.runAt).where(sql`state in ('queued', 'running')`),
    index('jobs_guild').on(t.guildId, t.createdAt),
    index('jobs_over').on(t.createdAt).where(sql`state in ('done', 'dead')`),
  ],
);
export type JobState = 'queued' | 'running' | 'done' | 'dead';

/** Who did what, for good: a trigger refuses updates and deletes. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    action: text('action').notNull(),
    target: text('target').notNull(),
    actor: text('actor').notNull(),
    source: text('source').notNull(),
    requestId: text('request_id').notNull(),
    before: jsonb('before').$type<unknown>(),
    after: jsonb('after').$type<unknown>(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('audit_log_guild').on(t.guildId, t.createdAt),
    index('audit_log_target').on(t.guildId, t.target),
  ],
);

export { permissionRules } from './access/tables.ts';
export { tokenReturns } from './accounts/tables.ts';
export { idempotencyKeys } from './http/tables.ts';
export { notificationContacts, notificationPreferences, notifications } from './notifications/tables.ts';
export { posts } from './posts/tables.ts';

/** A key of the HTTP API; only its SHA-256 is kept. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    name: text('name').notNull(),
    hash: text('hash').notNull().unique(),
    /** How it begins, so that people can tell keys apart. */
    prefix: text('prefix').notNull().default(''),
    lastFour: text('last_four').notNull(),
    scopes: jsonb('scopes').$type<string[]>().notNull(),
    /** Label of the actor. */
    createdBy: text('created_by').notNull().default(''),
    createdAt: instant('created_at').notNull(),
    /** Right to the minute. */
    lastUsedAt: instant('last_used_at'),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('api_keys_guild').on(t.guildId)],
);

/**
 * For a week behind a secret link: an answer whose interaction token died and whose person takes no DMs, for that person
 * signed in; or a file that was made for somebody.
 */
export const keptResults = pgTable('kept_results', {
  tokenHash: text('token_hash').primaryKey(),
  guildId: text('guild_id').notNull(),
  userId: text('user_id').notNull(),
  message: jsonb('message').$type<Record<string, unknown>>().notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});

/** Every request to Claude with what it cost, in millionths of a US dollar. */
export const aiRuns = pgTable(
  'ai_runs',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    feature: text('feature').notNull(),
    subject: text('subject').notNull(),
    model: text('model').notNull(),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    cacheReadTokens: integer('cache_read_tokens').notNull(),
    cacheWriteTokens: integer('cache_write_tokens').notNull(),
    costMicros: integer('cost_micros').notNull(),
    outcome: text('outcome').notNull(),
    refused: boolean('refused').notNull().default(false),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('ai_runs_guild').on(t.guildId, t.createdAt)],
);

/** A sign-in that has begun at Discord. Taken out when the person comes back, so each works once. */
export const signIns = pgTable(
  'sign_ins',
  {
    /** SHA-256 of OAuth2's `state`. */
    stateHash: text('state_hash').primaryKey(),
    /** Path to go to afterwards. */
    returnTo: text('return_to').notNull(),
    /** Name of the flow of a feature that it is for; null for signing in to the dashboard. */
    flow: text('flow'),
    /** What that flow has to remember until the person comes back. */
    data: jsonb('data').$type<Record<string, unknown>>(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('sign_ins_over').on(t.expiresAt)],
);

/** A browser that somebody signed in with; only the SHA-256 of its token is kept. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    tokenHash: text('token_hash').notNull().unique(),
    userId: text('user_id').notNull(),
    userName: text('user_name').notNull(),
    /** Discord's tokens, sealed. */
    tokens: text('tokens').notNull(),
    /** While somebody fetches new tokens, others leave it alone. */
    refreshingUntil: instant('refreshing_until'),
    /** The person's guilds as Discord told them last, and the roles in those that were visited. */
    guilds: jsonb('guilds').$type<KnownGuild[]>().notNull(),
    guildsAt: instant('guilds_at').notNull(),
    members: jsonb('members').$type<Record<string, KnownMember>>().notNull().default({}),
    createdAt: instant('created_at').notNull(),
    seenAt: instant('seen_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('sessions_user').on(t.userId), index('sessions_over').on(t.expiresAt)],
);

/** A guild of somebody who signed in. */
export interface KnownGuild {
  id: string;
  name: string;
  owner: boolean;
  /** Decimal, as Discord sends it. */
  permissions: string;
  /** Whether the bot is in it. */
  hasBot: boolean;
}

/** Somebody in a guild; `at` is Unix milliseconds. */
export interface KnownMember {
  name: string;
  roleIds: string[];
  at: number;
}

/** What people are called in a guild, so that a list of ids can be shown as names without asking Discord each time. */
export const memberNames = pgTable(
  'member_names',
  {
    guildId: text('guild_id').notNull(),
    userId: text('user_id').notNull(),
    name: text('name').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.userId] })],
);
