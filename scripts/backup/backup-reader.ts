import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { type BackupHeader, type BackupLine, DamagedBackup, FORMAT, TRAILER_BYTES } from './backup-format.ts';

/** What a checked backup holds. */
export interface BackupSummary {
  header: BackupHeader;
  /** Rows by table. */
  rows: Map<string, number>;
  /** SHA-256 by table. */
  hashes: Map<string, string>;
  objects: number;
}

/** Reads the lines of a backup one by one; the first is the header. Throws DamagedBackup for what is none. */
export async function* readLines(path: string): AsyncGenerator<BackupHeader | BackupLine> {
  const { size } = await stat(path);
  if (size <= TRAILER_BYTES) throw new DamagedBackup('The file is too short to be a backup.');
  const file = createReadStream(path, { end: size - TRAILER_BYTES - 1 });
  const gunzip = createGunzip();
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    gunzip.destroy();
  };
  file.on('error', fail).pipe(gunzip).on('error', fail);
  try {
    for await (const text of createInterface({ input: gunzip, crlfDelay: Number.POSITIVE_INFINITY })) {
      yield parseLine(text);
    }
  } catch (error) {
    if (error instanceof DamagedBackup) throw error;
    failure ??= error;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
  if (failure)
    throw new DamagedBackup('The file cannot be unpacked. It is damaged or no backup of Guildhall.');
}

function parseLine(text: string): BackupHeader | BackupLine {
  try {
    const line: unknown = JSON.parse(text);
    if (line && typeof line === 'object') return line as BackupLine;
  } catch {
    // Told below.
  }
  throw new DamagedBackup('A line of the backup is not what it should be.');
}

/** Checks a backup from its first to its last byte: the file's hash, each table's, each object's, and all counts. */
export async function checkBackup(path: string): Promise<BackupSummary> {
  await checkFileHash(path);
  let header: BackupHeader | undefined;
  let table: { name: string; rows: number; hash: ReturnType<typeof createHash> } | undefined;
  let object: { key: string; size: number; hash: ReturnType<typeof createHash> } | undefined;
  let done = false;
  const rows = new Map<string, number>();
  const hashes = new Map<string, string>();
  let objects = 0;
  const wrong = (what: string) => new DamagedBackup(`The backup is damaged: ${what}.`);
  for await (const line of readLines(path)) {
    if (!header) {
      header = readHeader(line);
    } else if (done) {
      throw wrong('something follows its end');
    } else if (Array.isArray(line)) {
      if (!table) throw wrong('a row stands outside of a table');
      table.rows += 1;
      table.hash.update(`${JSON.stringify(line)}\n`);
    } else if ('table' in line) {
      if (table) throw wrong(`table ${table.name} does not end`);
      table = { name: line.table, rows: 0, hash: createHash('sha256') };
    } else if ('end' in line) {
      const sum = table?.hash.digest('hex');
      if (!table || table.name !== line.end || table.rows !== line.rows || sum !== line.sha256) {
        throw wrong(`table ${line.end} does not fit its checksum`);
      }
      rows.set(line.end, line.rows);
      hashes.set(line.end, line.sha256);
      table = undefined;
    } else if ('object' in line) {
      object = { key: line.object, size: 0, hash: createHash('sha256') };
    } else if ('bytes' in line) {
      const bytes = Buffer.from(line.bytes, 'base64');
      if (!object) throw wrong('bytes stand outside of an object');
      object.size += bytes.length;
      object.hash.update(bytes);
    } else if ('endObject' in line) {
      const sum = object?.hash.digest('hex');
      if (object?.key !== line.endObject || object.size !== line.size || sum !== line.sha256) {
        throw wrong(`object ${line.endObject} does not fit its checksum`);
      }
      objects += 1;
      object = undefined;
    } else if ('done' in line) {
      if (line.tables !== rows.size || line.objects !== objects) throw wrong('tables or objects are missing');
      done = true;
    }
  }
  if (!header || !done) throw wrong('its end is missing');
  for (const { name } of header.tables) if (!rows.has(name)) throw wrong(`table ${name} is missing`);
  return { header, rows, hashes, objects };
}

function readHeader(line: BackupHeader | BackupLine): BackupHeader {
  if (!('guildhall-backup' in line)) throw new DamagedBackup('This is no backup of Guildhall.');
  const version: number = line['guildhall-backup'];
  if (version !== FORMAT) {
    throw new DamagedBackup(
      `The backup has format ${version}; this version reads ${FORMAT}. Use the version of Guildhall that made it.`,
    );
  }
  return line;
}

async function checkFileHash(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size <= TRAILER_BYTES) throw new DamagedBackup('The file is too short to be a backup.');
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { end: size - TRAILER_BYTES - 1 })) hash.update(chunk);
  let trailer = '';
  for await (const chunk of createReadStream(path, { start: size - TRAILER_BYTES })) trailer += chunk;
  if (trailer !== `${hash.digest('hex')}\n`) {
    throw new DamagedBackup(
      'The backup does not fit its checksum: it was changed, cut short, or is no backup of Guildhall. Nothing was touched.',
    );
  }
}
