import { createHash } from 'node:crypto';
import { FORMAT } from './backup-format.ts';
import { type BackupWriter, createBackupWriter } from './backup-writer.ts';
import { type Bucket, listKeys } from './bucket-files.ts';
import { type DatabaseSession, openSession } from './database-session.ts';
import { readMigrationHistory, readRows, readSequences, readTables } from './describe-database.ts';

/** Bytes of an object in one line. */
const CHUNK = 192 * 1024;

export interface BackupReport {
  tables: number;
  rows: number;
  objects: number;
  sha256: string;
}

/** Something that whoever runs it can put right. */
export class BackupRefused extends Error {}

/**
 * Writes all tables, as one moment saw them, and the bucket's objects if one is given, which may be a moment younger.
 * The database goes on working meanwhile. The file appears whole or not at all.
 */
export async function writeBackup(
  path: string,
  { databaseUrl, bucket, now }: { databaseUrl: string; bucket?: Bucket | undefined; now: Date },
): Promise<BackupReport> {
  const session = await openSession(databaseUrl);
  const writer = createBackupWriter(path);
  try {
    await session.query('begin isolation level repeatable read read only');
    const migrations = await readMigrationHistory(session);
    if (!migrations) {
      throw new BackupRefused(
        'This database has never been migrated, so there is nothing of Guildhall in it.',
      );
    }
    const tables = await readTables(session);
    await writer.line({
      'guildhall-backup': FORMAT,
      createdAt: now.toISOString(),
      migrations,
      tables,
      sequences: await readSequences(session),
      files: bucket !== undefined,
    });
    let rows = 0;
    for (const table of tables) rows += await writeTable(session, writer, table);
    await session.query('commit');
    const objects = bucket ? await writeObjects(bucket, writer) : 0;
    await writer.line({ done: true, tables: tables.length, objects });
    return { tables: tables.length, rows, objects, sha256: await writer.close() };
  } catch (error) {
    await writer.discard();
    throw error;
  } finally {
    await session.close();
  }
}

async function writeTable(
  session: DatabaseSession,
  writer: BackupWriter,
  table: Parameters<typeof readRows>[1],
): Promise<number> {
  const hash = createHash('sha256');
  let rows = 0;
  await writer.line({ table: table.name });
  for await (const page of readRows(session, table)) {
    for (const row of page) hash.update(`${await writer.line(row)}\n`);
    rows += page.length;
  }
  await writer.line({ end: table.name, rows, sha256: hash.digest('hex') });
  return rows;
}

async function writeObjects(bucket: Bucket, writer: BackupWriter): Promise<number> {
  let objects = 0;
  for await (const key of listKeys(bucket)) {
    const object = await bucket.get(key);
    // Deleted since it was listed.
    if (!object) continue;
    const bytes = Buffer.from(await object.arrayBuffer());
    await writer.line({ object: key, contentType: object.httpMetadata?.contentType ?? null });
    for (let start = 0; start < bytes.length; start += CHUNK) {
      await writer.line({ bytes: bytes.subarray(start, start + CHUNK).toString('base64') });
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await writer.line({ endObject: key, size: bytes.length, sha256 });
    objects += 1;
  }
  return objects;
}
