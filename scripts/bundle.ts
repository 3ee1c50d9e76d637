import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { joinGroups } from './bundle/join-groups.ts';
import { readGraph } from './bundle/module-graph.ts';
import { planGroups } from './bundle/plan-groups.ts';

/** Name of the module that workerd starts with. */
export const MAIN_MODULE = 'worker.js';
/** Modules are then compiled when they are first imported, not all at start. */
export const COMPATIBILITY_FLAGS = ['new_module_registry'];

const root = fileURLToPath(new URL('..', import.meta.url));
const productionEntry = fileURLToPath(new URL('../src/index.ts', import.meta.url));

const common = {
  absWorkingDir: root,
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
 * Bundles the Worker as it is deployed: what the first answer needs, and a module for each group of what is loaded with
 * `import()`; see docs/decisions/0015-few-modules.md. By module name, the main module first.
 */
export async function bundleModules(entry = productionEntry, minify = false): Promise<Map<string, string>> {
  const looked = await build({ ...common, entryPoints: [entry], metafile: true });
  const graph = readGraph(looked.metafile, relative(root, entry));
  const { outputFiles } = await build({
    ...common,
    entryPoints: [entry],
    entryNames: MAIN_MODULE.replace('.js', ''),
    chunkNames: '[name]-[hash]',
    splitting: true,
    metafile: true,
    minify,
    plugins: [joinGroups(graph, planGroups(graph), root)],
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
