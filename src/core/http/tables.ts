import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.ts';

/**
 * What became of a POST that carried an Idempotency-Key, for a day. `running` → `committed`, in the very transaction
 * of the change → `answered`. A row whose lease ran out while `running` changed nothing, so it may be run again.
 */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    guildId: text('guild_id').notNull(),
    /** Label of the actor: two programs can't get at each other's answers by the same word. */
    actor: text('actor').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of method, path and body. */
    requestHash: text('request_hash').notNull(),
    state: text('state').$type<'running' | 'committed' | 'answered'>().notNull(),
    /** Who runs it; changes with every try. */
    lease: text('lease').notNull(),
    leasedUntil: instant('leased_until').notNull(),
    status: integer('status'),
    headers: jsonb('headers').$type<Record<string, string>>(),
    /** JSON text of the answer, given again byte by byte. */
    body: text('body'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.guildId, t.actor, t.key] }),
    index('idempotency_keys_over').on(t.expiresAt),
  ],
);
