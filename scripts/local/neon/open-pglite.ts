import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { readTemplate, TemplateFs } from './template-fs.ts';

/** What CREATE EXTENSION can find here; all of them exist on Neon too. */
const extensions = { btree_gin, pg_trgm, unaccent };

/** Part of a template's cache key: a template made with other extensions would not load. */
export const extensionNames = Object.keys(extensions);

export interface OpenPglite {
  database: PGlite;
  close(): Promise<void>;
}

/** What Postgres sets apart and writes zeros into when it starts; its own default is 128 MB. */
const smallBuffers = ['-c', 'shared_buffers=16MB'];

export interface PgliteOptions {
  /** Folder of the database; absent keeps it in memory. */
  dataDir?: string;
  /** Tarball that fills a database that is new. */
  template?: string;
  /** Few rows are expected: starts sooner and takes less memory. */
  isSmall?: boolean;
}

/**
 * Opens PGlite (Postgres 18).
 * @throws when a living process has the folder open: two of them would destroy it.
 */
export async function openPglite({ dataDir, template, isSmall }: PgliteOptions = {}): Promise<OpenPglite> {
  const folder = dataDir === undefined ? undefined : resolve(dataDir);
  const unlock = folder ? await lockFolder(folder) : async () => {};
  try {
    const isNew = !folder || !(await exists(join(folder, 'PG_VERSION')));
    const filled = template && isNew ? await readTemplate(template) : undefined;
    const database = await PGlite.create({
      extensions,
      ...(folder ? { dataDir: folder } : {}),
      ...(folder && filled ? { loadDataDir: new Blob([filled.tarball]) } : {}),
      ...(!folder && filled ? { fs: new TemplateFs(filled.files) } : {}),
      ...(isSmall ? { startParams: [...PGlite.defaultStartParams, ...smallBuffers] } : {}),
    });
    return {
      database,
      async close() {
        await database.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

const openHere = new Set<string>();

/** The living process that has the database folder open, by its number. */
export async function processWith(dataDir: string): Promise<number | undefined> {
  const folder = resolve(dataDir);
  const pid = Number(await readFile(`${folder}.pid`, 'utf8').catch(() => ''));
  // In a restarted container the process that died may have had our own number.
  const isOpen = pid === process.pid ? openHere.has(folder) : pid > 0 && isAlive(pid);
  return isOpen ? pid : undefined;
}

async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = `${folder}.pid`;
  await mkdir(dirname(folder), { recursive: true });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      openHere.add(folder);
      return async () => {
        openHere.delete(folder);
        await rm(lock, { force: true });
      };
    } catch {
      const pid = await processWith(folder);
      if (pid !== undefined) {
        throw new Error(
          `The database in ${folder} is already open in process ${pid}. Stop that one first; if it is no Guildhall, delete ${lock}.`,
        );
      }
      await rm(lock, { force: true });
    }
  }
  throw new Error(`Another process is opening the database in ${folder}.`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
