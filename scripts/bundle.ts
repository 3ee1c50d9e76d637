import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import type { Feature } from '../src/core/feature.ts';
import { joinGroups, writeModules } from './bundle/join-groups.ts';
import { type Bundle, keptBundle } from './bundle/kept-bundle.ts';
import { readGraph } from './bundle/module-graph.ts';
import { planGroups } from './bundle/plan-groups.ts';
import { LIST_MODULE, SOURCE_MODULE, writeList, writeSource } from './bundle/write-source.ts';

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
export async function bundleModules(
  entry = productionEntry,
  minify = false,
): Promise<ReadonlyMap<string, string>> {
  return (await makeBundle(entry, minify)).modules;
}

/** The same for a Worker on this machine: made anew only when its sources have changed. */
export const bundleForHere = (entry: string): Promise<ReadonlyMap<string, string>> =>
  keptBundle(entry, () => makeBundle(entry, false));

/** The deployed Worker, made anew only when its sources have changed. */
export const bundleForUpload = (): Promise<ReadonlyMap<string, string>> =>
  keptBundle(`${productionEntry} for upload`, () => makeBundle(productionEntry, true));

/** The files of which the deployed Worker is made, from the root. */
export const bundledFiles = async (): Promise<readonly string[]> =>
  (await makeBundle(productionEntry, true)).used;

/** The deployed Worker as it would be with these features alone. */
export const bundleWith = async (chosen: readonly Feature[]): Promise<ReadonlyMap<string, string>> =>
  (await makeBundle(productionEntry, true, chosen)).modules;

async function makeBundle(
  entry: string,
  minify: boolean,
  chosen?: readonly Feature[],
): Promise<Bundle & { used: string[] }> {
  const written = new Map([[SOURCE_MODULE, await writeSource(chosen)]]);
  if (chosen) written.set(LIST_MODULE, writeList(chosen));
  const plugins = [writeModules(written, root)];
  const looked = await build({ ...common, entryPoints: [entry], metafile: true, plugins });
  const graph = readGraph(looked.metafile, relative(root, entry));
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: [entry],
    entryNames: MAIN_MODULE.replace('.js', ''),
    chunkNames: '[name]-[hash]',
    splitting: true,
    metafile: true,
    minify,
    plugins: [joinGroups(graph, planGroups(graph), { root, written }), ...plugins],
  });
  const modules = outputFiles.map(({ path, text }) => [basename(path), text] as const);
  return {
    modules: new Map(modules.toSorted(([a], [b]) => Number(b === MAIN_MODULE) - Number(a === MAIN_MODULE))),
    sources: [...graph.modules.keys()],
    used: Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  };
}

/** Bundles a module and all it imports into one text. */
export async function bundleOne(entry: string, minify = false): Promise<string> {
  const { outputFiles } = await build({ ...common, entryPoints: [entry], minify });
  const [output] = outputFiles;
  if (!output) throw new Error('the bundle is empty');
  return output.text;
}
