import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { neon, neonConfig } from '@neondatabase/serverless';
import { migrate, migrationHash } from '../../../src/core/database/migrate.ts';
import { migrationsFolder, readMigrations } from '../../migrate.ts';
import { startLocalDatabase } from '../neon.ts';
import { extensionNames } from './open-pglite.ts';

const root = new URL('../../../', import.meta.url);
const cacheFolder = fileURLToPath(new URL('node_modules/.cache/guildhall', root));

/** Milliseconds after which a template of other migrations is swept; younger ones may be in use by a run of an older commit. */
const keptForMs = 60 * 60 * 1000;

/**
 * The path of a tarball with a migrated, empty database for the option `template`, made on first need.
 * Loading it takes a tenth of the time that creating and migrating a database takes. Safe from several processes at once.
 */
export function ensureTemplate(folder = migrationsFolder, cache = cacheFolder): Promise<string> {
  const key = `${folder}\0${cache}`;
  const found = underWay.get(key) ?? makeTemplate(folder, cache).finally(() => underWay.delete(key));
  underWay.set(key, found);
  return found;
}

const underWay = new Map<string, Promise<string>>();

async function makeTemplate(folder: string, cache: string): Promise<string> {
  const migrations = await readMigrations(folder);
  const pglite = await readFile(new URL('node_modules/@electric-sql/pglite/package.json', root), 'utf8');
  const key = createHash('sha256')
    .update(`${JSON.parse(pglite).version} with a checkpoint`)
    .update(extensionNames.join());
  for (const migration of migrations) key.update(migration.name).update(await migrationHash(migration));
  const file = join(cache, `template-${key.digest('hex').slice(0, 20)}.tar`);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) return file;

  await mkdir(cache, { recursive: true });
  const unfinished = `${file}.${process.pid}-${Date.now()}`;
  const database = await startLocalDatabase();
  const endpointBefore = neonConfig.fetchEndpoint;
  try {
    neonConfig.fetchEndpoint = database.databaseHttpUrl;
    await migrate(neon(database.databaseUrl), migrations);
    await database.saveTemplate(unfinished);
    // Whole or not at all: another process may look for the file at any moment.
    await rename(unfinished, file);
  } finally {
    neonConfig.fetchEndpoint = endpointBefore;
    await rm(unfinished, { force: true });
    await database.close();
  }
  await sweep(cache, file);
  return file;
}

async function sweep(cache: string, current: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    if (!name.startsWith('template-') || path === current) continue;
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > keptForMs) await rm(path, { force: true });
  }
}
