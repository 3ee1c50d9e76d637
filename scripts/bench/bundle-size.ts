import { gzipSync } from 'node:zlib';
import { features } from '../../src/features/index.ts';
import { bundleWith } from '../bundle.ts';
import type { Contestant } from './contestants.ts';

export interface BundleSizeResult {
  contestant: string;
  modules: number;
  rawBytes: number;
  gzipBytes: number;
  /** Of the main module and all that it imports statically: what is parsed before the first answer. */
  eagerBytes: number;
}

/**
 * Bytes of all modules together, with gzip; a guard against a library that slips in whole. A feature takes 25 to 45 KB,
 * libraries take 165 KB in all; see docs/decisions/0015-few-modules.md. Cloudflare takes 3 MB on its free plan.
 */
export const BUNDLE_LIMIT = 750_000;

/** The same for what the first job needs: the core with dashboard and API, Claude, and records from messages. */
export const FIRST_JOB_LIMIT = 400_000;
const FIRST_JOB = ['hub', 'notifications', 'records'];

const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*"\.\/([^"]+)"/g;

/** Sizes of what is uploaded; gzip over all modules together, as the upload is. */
export function measureBundles(
  contestants: readonly Pick<Contestant, 'name' | 'modules'>[],
): BundleSizeResult[] {
  return contestants.map(({ name, modules }) => {
    const all = Buffer.from([...modules.values()].join('\n'));
    const eager = staticImports(modules);
    return {
      contestant: name,
      modules: modules.size,
      rawBytes: all.byteLength,
      gzipBytes: gzipSync(all).byteLength,
      eagerBytes: [...eager].reduce((sum, module) => sum + Buffer.byteLength(modules.get(module) ?? ''), 0),
    };
  });
}

/** The size of a Worker that does the first job and no other. */
export async function measureFirstJob(): Promise<BundleSizeResult[]> {
  const chosen = features.filter(({ name }) => FIRST_JOB.includes(name));
  return measureBundles([{ name: `with ${FIRST_JOB.join(', ')} alone`, modules: await bundleWith(chosen) }]);
}

/** Names of the modules that the first one needs before it runs. `import("…")` is another form and not followed. */
export function staticImports(modules: ReadonlyMap<string, string>): Set<string> {
  const [main] = modules.keys();
  const found = new Set(main === undefined ? [] : [main]);
  for (const name of found) {
    for (const [, imported] of (modules.get(name) ?? '').matchAll(STATIC_IMPORT)) {
      if (imported !== undefined && modules.has(imported)) found.add(imported);
    }
  }
  return found;
}
