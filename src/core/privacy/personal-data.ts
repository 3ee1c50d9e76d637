import type { SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { DroppedTokens } from '../accounts/return-tokens.ts';

/** A row as Postgres gives it: by the names of its columns. */
export type PlainRow = Record<string, unknown>;

/** Somebody who is being erased in one guild. */
export interface ErasedPerson {
  guildId: string;
  id: string;
  /** What stands in the place of the id afterwards; the same every time in one guild. */
  pseudonym: string;
  /** Whether facts of the organisation stay. */
  keepFacts: boolean;
  /** What `prepare` found. */
  found: ReadonlySet<string>;
}

/**
 * What one table holds of people, so that it can be handed out and erased. A test walks all tables and fails for a
 * column that looks like a person and is not declared. Columns go by their names in SQL.
 */
export interface PersonalData {
  table: PgTable;
  /** Column that names a person, as an id or as `user:<id>` → columns with what that person said or is called. */
  people?: Record<string, readonly string[]>;
  /** Columns, texts or documents, that may name people anywhere within. */
  mentions?: readonly string[];
  /** Columns among those of `people` that are facts of the organisation: kept where somebody asks for it. */
  facts?: readonly string[];
  /** Further rows that belong to the person though none of their columns says so. */
  rows?(person: Pick<ErasedPerson, 'guildId' | 'id'>): SQL;
  /** What all rows have to be besides, e.g. not in somebody's hands just now. */
  only?: SQL;
  /** Ids that `scrub` needs and that rows of other tables tell. */
  prepare?(person: Pick<ErasedPerson, 'guildId' | 'id'>): SQL;
  /** What becomes of a row beyond ids, names and texts; null deletes it. */
  scrub?(row: PlainRow, person: ErasedPerson): PlainRow | null;
  /** Keys of copies in the bucket that go with the row. */
  files?(row: PlainRow): string[];
  /** Discord's tokens that go with the row; they are given back there. Undefined when they are worth nothing. */
  tokens?(row: PlainRow): DroppedTokens | undefined;
  /** What of a row of theirs the person gets to see; absent, all of it. Of others' they see what concerns them. */
  share?(row: PlainRow, personId: string): PlainRow;
  /** Columns that are never handed out: hashes of tokens, sealed values. */
  secrets?: readonly string[];
  /** False for what only repeats other tables, or what was said to somebody else. */
  exported?: false;
  onErase: 'delete' | 'pseudonymise' | 'keep';
}
