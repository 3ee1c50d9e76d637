import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** Name of the module that workerd starts with. */
export const MAIN_MODULE = 'worker.js';
/** Modules are then compiled when they are first imported, not all at start. */
export const COMPATIBILITY_FLAGS = ['new_module_registry'];

const productionEntry = fileURLToPath(new URL('../src/index.ts', import.meta.url));

const common = {
  bundle: true,
  write: false,
  outdir: '/',
  format: 'esm',
  target: 'es2024',
  platform: 'browser',
  conditions: ['workerd', 'worker', 'browser'],
  external: ['node:*', 'cloudflare:*'],
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  legalComments: 'none',
  logLevel: 'error',
} satisfies BuildOptions;

/**
 * Bundles the Worker as it is deployed: what the first answer needs in one module, and a module for each part that is
 * loaded with `import()`. By module name, the main module first.
 */
export async function bundleModules(entry = productionEntry, minify = false): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: [entry],
    entryNames: MAIN_MODULE.replace('.js', ''),
    chunkNames: '[name]-[hash]',
    splitting: true,
    minify,
  });
  const modules = outputFiles.map(({ path, text }) => [basename(path), text] as const);
  return new Map(modules.toSorted(([a], [b]) => Number(b === MAIN_MODULE) - Number(a === MAIN_MODULE)));
}

/** Bundles a module and all it imports into one text. */
export async function bundleOne(entry: string, minify = false): Promise<string> {
  const { outputFiles } = await build({ ...common, entryPoints: [entry], minify });
  const [output] = outputFiles;
  if (!output) throw new Error('the bundle is empty');
  return output.text;
}
