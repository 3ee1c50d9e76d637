import { evaluatedWith, type ModuleGraph } from './module-graph.ts';

/** Which modules stand together. Each list becomes one module of the Worker. */
export interface GroupPlan {
  /** What the entry imports: evaluated at start. */
  eager: readonly string[];
  /** What more than one group needs, so that there is one of it. */
  shared: readonly string[];
  /** By group: the modules that are loaded with `import()`. */
  groups: ReadonlyMap<string, readonly string[]>;
}

/**
 * Puts every module that is loaded with `import()` into the group that its place in the source names. Registering a
 * module costs every cold start, whether it is used or not, so there are few: a feature, its pages, the core, a library.
 */
export function planGroups(graph: ModuleGraph): GroupPlan {
  const eager = evaluatedWith(graph, [graph.entry]);
  const loaded = new Set([...graph.modules.values()].flatMap(({ lazies }) => lazies.map(({ path }) => path)));
  const groups = new Map<string, string[]>();
  for (const path of [...loaded].sort()) {
    const name = groupOf(path);
    groups.set(name, [...(groups.get(name) ?? []), path]);
  }
  const uses = new Map<string, number>();
  for (const members of groups.values()) {
    for (const path of evaluatedWith(graph, members)) {
      if (!eager.has(path)) uses.set(path, (uses.get(path) ?? 0) + 1);
    }
  }
  const shared = [...uses].filter(([, count]) => count > 1).map(([path]) => path);
  return { eager: [...eager].filter((path) => path !== graph.entry), shared, groups };
}

const rules: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [
    /(?:^|\/)node_modules\/(?:@([^/]+)\/)?([^/]+)/,
    ([, scope, name]) => (scope ? `${scope}-${name}` : `${name}`),
  ],
  [/(?:^|\/)src\/core\/http\/openapi\//, () => 'reference'],
  // A page brings the navigation, which brings the pages of every feature.
  [/(?:^|\/)src\/core\/web\/|(?:^|\/)src\/features\/[^/]+\/pages(?:\/|\.tsx?$)/, () => 'pages'],
  [/(?:^|\/)src\/features\/([^/]+)\//, ([, feature]) => `${feature}`],
  [/(?:^|\/)src\/([^/]+)\//, ([, part]) => `${part}`],
];

/** The group of a module by its path. */
export function groupOf(path: string): string {
  for (const [pattern, name] of rules) {
    const found = pattern.exec(path);
    if (found) return name(found);
  }
  return 'rest';
}
