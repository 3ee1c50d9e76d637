import type { Metafile } from 'esbuild';

/** What each module of a bundle imports; paths as esbuild writes them. */
export interface ModuleGraph {
  entry: string;
  modules: ReadonlyMap<string, { statics: readonly string[]; lazies: readonly LazyImport[] }>;
}

/** An `import()` of a module that is part of the bundle. */
export interface LazyImport {
  /** As it stands in the source. */
  specifier: string;
  path: string;
}

/** Reads the graph out of esbuild's metafile of a build with this one entry. */
export function readGraph({ inputs }: Metafile, entry: string): ModuleGraph {
  const modules = Object.entries(inputs).map(([path, { imports }]) => {
    const inside = imports.filter(({ external }) => !external);
    const statics = inside.filter(({ kind }) => kind !== 'dynamic-import').map((one) => one.path);
    const lazies = inside
      .filter(({ kind }) => kind === 'dynamic-import')
      .map((one) => ({ specifier: one.original ?? one.path, path: one.path }));
    return [path, { statics, lazies }] as const;
  });
  return { entry, modules: new Map(modules) };
}

/** The modules that are evaluated when the given ones are. */
export function evaluatedWith(graph: ModuleGraph, starts: Iterable<string>): Set<string> {
  const found = new Set(starts);
  for (const path of found) for (const next of graph.modules.get(path)?.statics ?? []) found.add(next);
  return found;
}
