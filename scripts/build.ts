import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleForUpload } from './bundle.ts';

const help = `Writes the Worker as it is deployed into dist/worker. wrangler runs this before a deploy.

  node scripts/build.ts`;

const folder = fileURLToPath(new URL('../dist/worker/', import.meta.url));

/** Writes the modules, and removes those of the last build, because wrangler uploads whatever is there. */
export async function buildWorker(into = folder): Promise<string[]> {
  const modules = await bundleForUpload();
  rmSync(into, { recursive: true, force: true });
  for (const [name, text] of modules) {
    const file = join(into, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return [...modules.keys()];
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help) console.log(help);
  else console.log(`dist/worker: ${(await buildWorker()).length} modules`);
}
