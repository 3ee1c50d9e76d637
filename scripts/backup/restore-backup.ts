import { createHash } from 'node:crypto';
import { type Migration, migrationHash } from '../../src/core/database/migrate.ts';
import type { AppliedMigration, BackupTable, SequenceState } from './backup-format.ts';
import { type BackupSummary, checkBackup, readLines } from './backup-reader.ts';
import type { Bucket } from './bucket-files.ts';
import { type DatabaseSession, openSession, quoted } from './database-session.ts';
import { HISTORY, readMigrationHistory, readRows, readTables } from './describe-database.ts';
import { BackupRefused } from './write-backup.ts';

export interface RestoreOptions {
  databaseUrl: string;
  /** This code's migrations, in order. */
  migrations: readonly Migration[];
  bucket?: Bucket | undefined;
  /** What the database holds, as the refusal named it: whoever repeats it has seen what goes. */
  replacing?: string | undefined;
  log: (line: string) => void;
}

export interface RestoreReport {
  tables: number;
  rows: number;
  objects: number;
  /** Migrations of this code that are younger than the backup; applied after it was filled in. */
  migratedOn: string[];
}

/** Rows that are inserted at once. */
const PAGE = 500;

/**
 * Puts a backup into a database. The file is checked to its last byte before anything is touched; then emptying,
 * migrating, filling and checking every table against its checksum are ONE transaction, so that a restore that fails
 * leaves the database as it was. Objects of the bucket are written after it; a repeat writes the same ones.
 */
export async function restoreBackup(path: string, options: RestoreOptions): Promise<RestoreReport> {
  const { migrations, log } = options;
  const summary = await checkBackup(path);
  const { header } = summary;
  log(`The backup of ${header.createdAt} is whole: ${header.tables.length} tables.`);
  await refuseOtherMigrations(header.migrations, migrations);
  if (header.files && summary.objects > 0 && !options.bucket) {
    log(`Its ${summary.objects} files are left out; --files puts them back.`);
  }
  const session = await openSession(options.databaseUrl);
  try {
    await session.query('begin');
    await emptyDatabase(session, header.tables, options.replacing);
    const before = migrations.slice(0, header.migrations.length);
    const after = migrations.slice(header.migrations.length);
    for (const migration of before) await applyMigration(session, migration);
    const rows = await fillTables(session, path, header.tables);
    await checkTables(session, summary);
    for (const migration of after) await applyMigration(session, migration);
    await setSequences(session, header.sequences);
    await session.query('commit');
    const objects = options.bucket ? await fillBucket(path, options.bucket) : 0;
    return { tables: header.tables.length, rows, objects, migratedOn: after.map(({ name }) => name) };
  } finally {
    await session.close();
  }
}

/** A backup fits when its migrations are the first ones of this code, unchanged. */
async function refuseOtherMigrations(
  theirs: readonly AppliedMigration[],
  ours: readonly Migration[],
): Promise<void> {
  const known = new Set(ours.map(({ name }) => name));
  const unknown = theirs.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length > 0) {
    throw new BackupRefused(
      `The backup is from a newer version of Guildhall: it has the migrations ${unknown.join(', ')}, which this one does not. Restore it with that version.`,
    );
  }
  for (const [index, { name, sha256 }] of theirs.entries()) {
    const own = ours[index];
    if (own?.name !== name || (await migrationHash(own)) !== sha256) {
      throw new BackupRefused(
        `The backup was made with another migration ${name} than the one here. Restore it with the version of Guildhall that made it.`,
      );
    }
  }
}

/** Takes out what is there: nothing, a database without rows, or what the caller has named. */
async function emptyDatabase(
  session: DatabaseSession,
  tables: readonly BackupTable[],
  replacing: string | undefined,
): Promise<void> {
  const there = await readTables(session);
  const history = await readMigrationHistory(session);
  if (there.length > 0 && !history) {
    throw new BackupRefused(
      `This database holds tables that are not Guildhall's (${there.map(({ name }) => name).join(', ')}). Take one of its own.`,
    );
  }
  let rows = 0;
  for (const { name } of there) {
    const [found] = await session.query(`select count(*) as total from ${quoted(name)}`);
    rows += Number(found?.total);
  }
  const [database] = await session.query('select current_database() as name');
  const holds = `${database?.name}:${rows}`;
  if (rows > 0 && replacing !== holds) {
    throw new BackupRefused(
      `${replacing === undefined ? '' : 'That is not what this database holds now. '}The database “${database?.name}” is not empty: it holds ${rows} rows in ${there.length} tables. Nothing was touched. To delete them all and put the backup of ${tables.length} tables in their place, run the same again with --replace ${holds}`,
    );
  }
  for (const { name } of there) await session.query(`drop table ${quoted(name)} cascade`);
  await session.query(`drop table if exists ${HISTORY}`);
  const functions = await session.query(`select p.oid::regprocedure::text as name from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and not exists
      (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`);
  for (const { name } of functions) await session.query(`drop function if exists ${name} cascade`);
  await session.query(`create table ${HISTORY} (
    name text primary key,
    sha256 text not null,
    applied_at timestamptz not null default clock_timestamp()
  )`);
}

async function applyMigration(session: DatabaseSession, migration: Migration): Promise<void> {
  await session.query(`insert into ${HISTORY} (name, sha256) values ($1, $2)`, [
    migration.name,
    await migrationHash(migration),
  ]);
  for (const statement of migration.statements) await session.query(statement);
}

async function fillTables(
  session: DatabaseSession,
  path: string,
  tables: readonly BackupTable[],
): Promise<number> {
  let table: BackupTable | undefined;
  let page: (string | null)[][] = [];
  let rows = 0;
  const flush = async () => {
    if (table && page.length > 0) await insertRows(session, table, page);
    rows += page.length;
    page = [];
  };
  for await (const line of readLines(path)) {
    if (Array.isArray(line)) {
      page.push(line);
      if (page.length === PAGE) await flush();
    } else if ('table' in line) {
      table = tables.find(({ name }) => name === line.table);
      // Rows that migrations put there are in the backup as well. A delete without rows would wake triggers.
      const [seeded] = await session.query(`select 1 from ${quoted(line.table)} limit 1`);
      if (seeded) await session.query(`delete from ${quoted(line.table)}`);
    } else if ('end' in line) {
      await flush();
    }
  }
  return rows;
}

async function insertRows(session: DatabaseSession, table: BackupTable, rows: (string | null)[][]) {
  const columns = table.columns.map(({ name }) => quoted(name)).join(', ');
  const values = table.columns.map(({ type }, index) => `(line->>${index})::${type}`).join(', ');
  await session.query(
    `insert into ${quoted(table.name)} (${columns}) select ${values} from json_array_elements($1::json) as line`,
    [JSON.stringify(rows)],
  );
}

/** Reads everything back: what is committed is what was saved, value by value. */
async function checkTables(session: DatabaseSession, { header, hashes }: BackupSummary): Promise<void> {
  for (const table of header.tables) {
    const hash = createHash('sha256');
    for await (const page of readRows(session, table)) {
      for (const row of page) hash.update(`${JSON.stringify(row)}\n`);
    }
    if (hash.digest('hex') !== hashes.get(table.name)) {
      throw new BackupRefused(
        `Table ${table.name} came out of the database otherwise than it went in, so nothing was changed.`,
      );
    }
  }
}

async function setSequences(session: DatabaseSession, sequences: readonly SequenceState[]): Promise<void> {
  for (const { name, value, called } of sequences) {
    await session.query('select setval($1::regclass, $2::bigint, $3::boolean)', [
      `public.${quoted(name)}`,
      value,
      String(called),
    ]);
  }
}

async function fillBucket(path: string, bucket: Bucket): Promise<number> {
  let objects = 0;
  let key = '';
  let contentType: string | null = null;
  let parts: Buffer[] = [];
  for await (const line of readLines(path)) {
    if ('object' in line) {
      key = line.object;
      contentType = line.contentType;
      parts = [];
    } else if ('bytes' in line) {
      parts.push(Buffer.from(line.bytes, 'base64'));
    } else if ('endObject' in line) {
      const options = contentType ? { httpMetadata: { contentType } } : {};
      await bucket.put(key, Buffer.concat(parts), options);
      objects += 1;
    }
  }
  return objects;
}
