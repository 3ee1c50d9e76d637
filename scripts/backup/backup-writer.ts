import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { BackupHeader, BackupLine } from './backup-format.ts';

export interface BackupWriter {
  line(line: BackupHeader | BackupLine): Promise<string>;
  /** Ends the file and puts it in its place; gives the SHA-256 of what stands before the trailer. */
  close(): Promise<string>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/** Writes beside the wanted name first, so that a backup that was cut short never looks like one. */
export function createBackupWriter(path: string): BackupWriter {
  const part = `${path}.part`;
  const hash: Hash = createHash('sha256');
  const gzip = createGzip();
  const file = createWriteStream(part, { mode: 0o600 });
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(null, Buffer.from(`${hash.copy().digest('hex')}\n`));
    },
  });
  gzip.pipe(hashing).pipe(file);
  const ended = finished(file);
  // Whoever closes or discards hears of a failure; until then it must not end the process.
  ended.catch(() => {});
  return {
    async line(line) {
      const text = JSON.stringify(line);
      if (!gzip.write(`${text}\n`)) await Promise.race([once(gzip, 'drain'), ended]);
      return text;
    },
    async close() {
      gzip.end();
      await ended;
      await rename(part, path);
      return hash.digest('hex');
    },
    async discard() {
      file.destroy();
      await ended.catch(() => {});
      await rm(part, { force: true });
    },
  };
}
