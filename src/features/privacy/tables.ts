import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';

/** What pseudonyms of a guild are made with. Sealed: without ENCRYPTION_KEYS nobody can test whose one is. */
export const pseudonymSalts = pgTable('pseudonym_salts', {
  guildId: text('guild_id').primaryKey(),
  sealed: text('sealed').notNull(),
  createdAt: instant('created_at').notNull(),
});

/** Rows by table that were changed or deleted, and copies of files. */
export type ErasureCounts = Record<string, number>;

/** A person's data on its way out. The id stands here only until the work is done. */
export const erasures = pgTable(
  'erasures',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    personId: text('person_id'),
    pseudonym: text('pseudonym').notNull(),
    /** `everything`, or `keep-facts`: titles and fields of records stay as the organisation's. */
    extent: text('extent').$type<'everything' | 'keep-facts'>().notNull(),
    state: text('state').$type<'running' | 'done'>().notNull(),
    counts: jsonb('counts').$type<ErasureCounts>().notNull(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [index('erasures_guild').on(t.guildId, t.createdAt)],
);
