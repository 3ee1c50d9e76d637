import { boolean, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.ts';
import type { Condition } from './match-event.ts';

export type EndpointKind = 'http' | 'discord-webhook';
export type EndpointState = 'enabled' | 'paused' | 'disabled';
/** `by-hand`: somebody said so. `failing`: five days of failures; probed. `gone`: 410 or a deleted webhook. `unsafe`: its address is refused. */
export type EndpointStateReason = 'by-hand' | 'failing' | 'gone' | 'unsafe';

/** A signing secret, sealed. The old one of a rotation goes on signing until `expiresAt`. ISO 8601. */
export interface StoredSecret {
  sealed: string;
  lastFour: string;
  createdAt: string;
  expiresAt: string | null;
}

/** How events of one person are gathered into one post. */
export interface DigestLane {
  quietMinutes: number;
  capMinutes: number;
  /** Event filters of what is too urgent to wait. */
  bypass: string[];
}

/** A destination that people set up: a program's address or a Discord channel webhook, and what it wants to hear of. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<EndpointKind>().notNull(),
    /** Sealed, because a Discord webhook's address is a secret and others often carry one. */
    url: text('url').notNull(),
    /** What may be shown of the address. */
    urlShown: text('url_shown').notNull(),
    lane: text('lane').notNull(),
    events: jsonb('events').$type<string[]>().notNull(),
    conditions: jsonb('conditions').$type<Condition[]>().notNull().default([]),
    secrets: jsonb('secrets').$type<StoredSecret[]>().notNull().default([]),
    mode: text('mode').$type<'post' | 'upsert'>().notNull().default('post'),
    digest: jsonb('digest').$type<DigestLane | null>(),
    state: text('state').$type<EndpointState>().notNull(),
    stateReason: text('state_reason').$type<EndpointStateReason>(),
    /** A sentence for people. */
    stateText: text('state_text'),
    stateAt: instant('state_at').notNull(),
    /** First failure after the last success. */
    failingSince: instant('failing_since'),
    warnedAt: instant('warned_at'),
    nextProbeAt: instant('next_probe_at'),
    lastSuccessAt: instant('last_success_at'),
    lastFailureAt: instant('last_failure_at'),
    /** Since when events were missed that can be sent now; cleared by recovering. */
    recoverFrom: instant('recover_from'),
    version: integer('version').notNull().default(1),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [index('webhook_endpoints_guild').on(t.guildId), index('webhook_endpoints_probe').on(t.nextProbeAt)],
);
export type Endpoint = typeof webhookEndpoints.$inferSelect;

/** One try to deliver: what was sent, what came back, when the next one is due. */
export const deliveryAttempts = pgTable(
  'delivery_attempts',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    endpointId: uuid('endpoint_id'),
    at: instant('at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    ok: boolean('ok').notNull(),
    /** False for what says nothing of the endpoint's health: tests against another address, being told to wait. */
    counts: boolean('counts').notNull().default(true),
    target: text('target').notNull(),
    /** The signature is masked. */
    requestHeaders: jsonb('request_headers').$type<Record<string, string>>().notNull(),
    status: integer('status'),
    responseHeaders: jsonb('response_headers').$type<Record<string, string>>(),
    /** The first 2 KB. */
    responseBody: text('response_body'),
    error: text('error'),
    nextAt: instant('next_at'),
  },
  (t) => [
    index('delivery_attempts_delivery').on(t.deliveryId, t.at),
    index('delivery_attempts_endpoint').on(t.endpointId, t.at),
    index('delivery_attempts_at').on(t.at),
  ],
);
