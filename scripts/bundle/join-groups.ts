import { readFile } from 'node:fs/promises';
import { dirname, extname, relative, resolve } from 'node:path';
import type { Loader, Plugin } from 'esbuild';
import type { LazyImport, ModuleGraph } from './module-graph.ts';
import { type Group, type GroupPlan, groupOf, isDeclaring } from './plan-groups.ts';

const LAZY_IMPORT = /(?<!typeof\s+)\bimport\(\s*(['"])([^'"]+)\1\s*\)/g;
const loaders: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.tsx': 'tsx' };

/** Modules whose text the bundler writes, by path from the root. */
export type Written = ReadonlyMap<string, string>;

/** Lets modules have another text than the file. */
export const writeModules = (written: Written, root: string): Plugin => ({
  name: 'write-modules',
  setup(build) {
    for (const [path, contents] of written) {
      const filter = new RegExp(`/${path.replaceAll('.', '\\.')}$`);
      build.onLoad({ filter, namespace: 'file' }, ({ path: full }) =>
        full === resolve(root, path) ? { contents, loader: 'ts', resolveDir: dirname(full) } : undefined,
      );
    }
  },
});

/**
 * Makes esbuild split along the plan: `import('./x.ts')` becomes an import of x's group, of which it takes x. Whoever
 * needs anything of a part imports the whole part, so that esbuild makes one module of it, and nothing is there twice.
 */
export function joinGroups(
  graph: ModuleGraph,
  plan: GroupPlan,
  { root, written }: { root: string; written: Written },
): Plugin {
  const names = new Map(
    [...plan.groups.values()].flatMap(({ paths }) => paths).map((path, at) => [path, `m${at.toString(36)}`]),
  );
  const from = (path: string) => JSON.stringify(resolve(root, path));
  const all = (paths: readonly string[]) => paths.map((path) => `import ${from(path)};`);

  const declarations = [...plan.groups].flatMap(([name, { paths }]) => (isDeclaring(name) ? paths : []));
  const before = ({ needs }: Group) => [
    'import "group:(declaring)";',
    ...all(declarations),
    ...needs.map((part) => `import "group:part:${part}";`),
  ];

  const contents = (name: string): string[] => {
    if (name === '(eager)') return all(plan.eager);
    if (name === '(declaring)') return ['import "group:(eager)";', ...all(plan.declaring)];
    const part = name.startsWith('part:') ? plan.parts.get(name.slice(5)) : undefined;
    if (part) return [...before(part), ...all(part.paths)];
    const group = plan.groups.get(name) ?? { paths: [], needs: [] };
    return [
      ...(isDeclaring(name) ? ['import "group:(declaring)";'] : before(group)),
      ...group.paths.map((path) => `export * as ${names.get(path)} from ${from(path)};`),
    ];
  };

  return {
    name: 'join-groups',
    setup(build) {
      build.onResolve({ filter: /^group:/ }, ({ path }) => ({ path: path.slice(6), namespace: 'group' }));
      build.onLoad({ filter: /.*/, namespace: 'group' }, ({ path }) => ({
        contents: contents(path).join('\n'),
        resolveDir: root,
      }));
      build.onLoad({ filter: /\.(?:[mc]?js|tsx?)$/, namespace: 'file' }, async ({ path }) => {
        const lazies = graph.modules.get(relative(root, path))?.lazies ?? [];
        if (lazies.length === 0) return undefined;
        return {
          contents: takeFromGroups(
            written.get(relative(root, path)) ?? (await readFile(path, 'utf8')),
            lazies,
            names,
          ),
          loader: loaders[extname(path)] ?? 'js',
          resolveDir: dirname(path),
        };
      });
      build.onEnd(({ metafile }) => {
        const loose = Object.values(metafile?.outputs ?? {})
          .map(({ entryPoint }) => entryPoint)
          .filter((path) => path && path !== graph.entry && !path.startsWith('group:'));
        if (loose.length === 0) return undefined;
        return {
          errors: [{ text: `Write import('…') with a plain text, also where it loads ${loose.join(', ')}.` }],
        };
      });
    },
  };
}

function takeFromGroups(
  source: string,
  lazies: readonly LazyImport[],
  names: ReadonlyMap<string, string>,
): string {
  return source.replace(LAZY_IMPORT, (whole, _quote, specifier) => {
    const path = lazies.find((lazy) => lazy.specifier === specifier)?.path;
    return path ? `import("group:${groupOf(path)}").then((group) => group.${names.get(path)})` : whole;
  });
}
