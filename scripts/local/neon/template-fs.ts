import { readFile } from 'node:fs/promises';
import { MemoryFS } from '@electric-sql/pglite';

interface TemplateFile {
  path: string;
  bytes: Uint8Array;
}

/** Where PGlite looks for its database. */
const dataFolder = '/pglite/data';

/**
 * PGlite's file system in memory, filled with a template when it is opened. PGlite loads the same tarball by itself, in
 * twice the time, because it reads and unpacks all of it anew for each database.
 */
export class TemplateFs extends MemoryFS {
  readonly #files: readonly TemplateFile[];

  constructor(files: readonly TemplateFile[]) {
    super();
    this.#files = files;
  }

  override async initialSyncFs(): Promise<void> {
    const fs = this.pg?.Module.FS;
    if (!fs) throw new Error('PGlite fills its file system before it has one.');
    for (const { path, bytes } of this.#files) {
      if (path.endsWith('/')) fs.mkdirTree(path);
      // A copy, because the database writes into what it is given.
      else fs.writeFile(path, new Uint8Array(bytes), { canOwn: true });
    }
  }
}

export interface Template {
  tarball: Uint8Array<ArrayBuffer>;
  /** Each folder comes before what is in it. */
  files: readonly TemplateFile[];
}

/** The tarball that was read last: tests open it again and again. */
let last: { path: string; template: Promise<Template> } | undefined;

/** Reads a tarball that `saveTemplate` wrote. */
export function readTemplate(path: string): Promise<Template> {
  if (last?.path !== path) {
    last = { path, template: readFile(path).then((tarball) => ({ tarball, files: untar(tarball) })) };
  }
  return last.template;
}

const BLOCK = 512;

/** @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html (ustar interchange format) */
function untar(tarball: Buffer): TemplateFile[] {
  const files: TemplateFile[] = [];
  for (let next = 0; next + BLOCK <= tarball.length; ) {
    const head = tarball.subarray(next, next + BLOCK);
    const text = (from: number, length: number) =>
      head.toString('utf8', from, from + length).replace(/\0.*$/s, '');
    const name = text(345, 155) + text(0, 100);
    if (!name) break;
    const start = next + BLOCK;
    const size = Number.parseInt(text(124, 12), 8) || 0;
    next = start + Math.ceil(size / BLOCK) * BLOCK;
    const path = `${dataFolder}${name}`;
    if (text(156, 1) === '5') files.push({ path: path.replace(/\/*$/, '/'), bytes: new Uint8Array() });
    else files.push({ path, bytes: tarball.subarray(start, start + size) });
  }
  return files;
}
