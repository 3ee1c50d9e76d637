import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A bundle with the files that it was made of. */
export interface Bundle {
  modules: ReadonlyMap<string, string>;
  /** Paths from the root. */
  sources: readonly string[];
}

interface Kept {
  modules: [string, string][];
  /** Each source with what it looked like. */
  marks: [string, string][];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'node_modules/.cache/guildhall');
/** What can change a bundle without being among its sources; of packages, only their versions are looked at. */
const makers = ['package-lock.json', 'tsconfig.json', 'scripts/bundle.ts', 'scripts/bundle'];
/** Milliseconds after which a bundle of other entries or other code is swept. */
const keptForMs = 60 * 60 * 1000;

/**
 * The bundle of the same sources that was made before, also by another process; else makes it and keeps it. Making one
 * takes a second of processor time, and every stack of the tests needs the same.
 */
export async function keptBundle(
  name: string,
  make: () => Promise<Bundle>,
): Promise<ReadonlyMap<string, string>> {
  const file = join(
    folder,
    `bundle-${createHash('sha256').update(`${root}\0${name}`).digest('hex').slice(0, 20)}.json`,
  );
  const found = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Kept,
    () => undefined,
  );
  if (found && (await isFresh(found.marks))) return new Map(found.modules);
  const { modules, sources } = await make();
  const own = sources.filter((path) => !path.startsWith('node_modules/'));
  const marks = await Promise.all(
    [...own, ...makers].map(async (path) => [path, await mark(path)] as [string, string]),
  );
  // What describes the features was loaded when this process began, so a source that was written since must not pass
  // for the one that the bundle was made of. Sizes are never as great as times.
  const { timeOrigin } = performance;
  const settled = !marks.some(([, text]) => text.split(' ').some((part) => Number(part) >= timeOrigin));
  // Where nothing can be written, it is made each time.
  if (settled) await keep(file, { modules: [...modules], marks }).catch(() => {});
  return modules;
}

async function keep(file: string, bundle: Kept): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = `${file}.${process.pid}-${Date.now()}`;
  await writeFile(unfinished, JSON.stringify(bundle));
  await rename(unfinished, file);
  await sweep(file);
}

async function isFresh(marks: Kept['marks']): Promise<boolean> {
  const same = await Promise.all(marks.map(async ([path, before]) => (await mark(path)) === before));
  return same.every(Boolean);
}

async function mark(path: string): Promise<string> {
  const full = join(root, path);
  const found = await stat(full).catch(() => undefined);
  if (!found) return 'gone';
  if (!found.isDirectory()) return `${found.mtimeMs} ${found.size}`;
  const inside = await Promise.all((await readdir(full)).sort().map((name) => mark(join(path, name))));
  return [found.mtimeMs, ...inside].join(' ');
}

async function sweep(current: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith('bundle-') || path === current) continue;
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > keptForMs) await rm(path, { force: true });
  }
}
