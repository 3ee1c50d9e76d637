/**
 * The format of a backup; docs/backup.md describes it for whoever has to read one without this program.
 * Lines of JSON, gzipped, then 64 hex digits and a line end: the SHA-256 of all bytes before.
 */
export const FORMAT = 1;

export interface BackupColumn {
  name: string;
  /** As `format_type` gives it. */
  type: string;
}

export interface BackupTable {
  name: string;
  columns: BackupColumn[];
}

export interface AppliedMigration {
  name: string;
  sha256: string;
}

/** The next value that a sequence gives is `value + 1`, or `value` itself when it was never asked. */
export interface SequenceState {
  name: string;
  value: string;
  called: boolean;
}

/** First line. */
export interface BackupHeader {
  'guildhall-backup': typeof FORMAT;
  createdAt: string;
  migrations: AppliedMigration[];
  /** In the order in which they can be filled. */
  tables: BackupTable[];
  sequences: SequenceState[];
  /** Whether objects of the bucket follow. */
  files: boolean;
}

/** Lines after the first. A row is a list of values as Postgres writes them, in the order of the columns. */
export type BackupLine =
  | { table: string }
  | (string | null)[]
  | { end: string; rows: number; sha256: string }
  | { object: string; contentType: string | null }
  | { bytes: string }
  | { endObject: string; size: number; sha256: string }
  | { done: true; tables: number; objects: number };

export const TRAILER_BYTES = 65;

/** What makes a file no backup, in a sentence. Nothing has been changed when it is thrown. */
export class DamagedBackup extends Error {}
