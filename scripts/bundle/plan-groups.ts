import { evaluatedWith, type ModuleGraph } from './module-graph.ts';

/** Which modules stand together. Each list becomes one module of the Worker. */
export interface GroupPlan {
  /** What the entry imports: evaluated at start. */
  eager: readonly string[];
  /** What more than one of the groups that only declare needs. */
  declaring: readonly string[];
  /** What more than one of the other groups needs. */
  shared: readonly string[];
  /** By group: the modules that are loaded with `import()`. */
  groups: ReadonlyMap<string, readonly string[]>;
}

/** Groups that only declare: they are there before the code that their declarations load. */
const MANIFESTS = 'manifests';
const HUB = 'manifest-hub';
export const isDeclaring = (group: string): boolean => group === MANIFESTS || group === HUB;

/**
 * Puts every module that is loaded with `import()` into the group that its place in the source names. Registering a
 * module costs every cold start, whether it is used or not, so there are few: all manifests, a feature, the pages, the
 * core, a library.
 */
export function planGroups(graph: ModuleGraph): GroupPlan {
  const eager = evaluatedWith(graph, [graph.entry]);
  const loaded = new Set([...graph.modules.values()].flatMap(({ lazies }) => lazies.map(({ path }) => path)));
  const groups = new Map<string, string[]>();
  for (const path of [...loaded].sort()) {
    const name = groupOf(path);
    groups.set(name, [...(groups.get(name) ?? []), path]);
  }
  const usedTwice = (chosen: (group: string) => boolean, without: ReadonlySet<string>): string[] => {
    const uses = new Map<string, number>();
    for (const [name, members] of groups) {
      if (!chosen(name)) continue;
      for (const path of evaluatedWith(graph, members)) {
        if (!without.has(path)) uses.set(path, (uses.get(path) ?? 0) + 1);
      }
    }
    return [...uses].filter(([, count]) => count > 1).map(([path]) => path);
  };
  const declaring = usedTwice(isDeclaring, eager);
  const declared = [...groups].filter(([name]) => isDeclaring(name)).flatMap(([, members]) => members);
  const early = new Set([...eager, ...evaluatedWith(graph, declared)]);
  return {
    eager: [...eager].filter((path) => path !== graph.entry),
    declaring,
    shared: usedTwice((name) => !isDeclaring(name), early),
    groups,
  };
}

const rules: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [
    /(?:^|\/)node_modules\/(?:@([^/]+)\/)?([^/]+)/,
    ([, scope, name]) => (scope ? `${scope}-${name}` : `${name}`),
  ],
  // `/ping` and the settings answer without the manifests of all others.
  [/(?:^|\/)src\/features\/hub\/feature\.ts$/, () => HUB],
  [/(?:^|\/)src\/(?:features\/(?:index|[^/]+\/feature)|core\/open-registry)\.ts$/, () => MANIFESTS],
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
