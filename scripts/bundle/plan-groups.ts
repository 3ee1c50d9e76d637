import { evaluatedWith, type ModuleGraph } from './module-graph.ts';

/** Modules that stand together, with the parts that are loaded along with them. */
export interface Group {
  paths: readonly string[];
  /** Names of parts. */
  needs: readonly string[];
}

/** Which modules stand together. Each list becomes one module of the Worker. */
export interface GroupPlan {
  /** What the entry imports: evaluated at start. */
  eager: readonly string[];
  /** What more than one of the groups that only declare needs. */
  declaring: readonly string[];
  /** What more than one of the other groups needs, by where it is at home. */
  parts: ReadonlyMap<string, Group>;
  /** By group: the modules that are loaded with `import()`. */
  groups: ReadonlyMap<string, Group>;
}

/** Groups that only declare: they are there before the code that their declarations load. */
const MANIFESTS = 'manifests';
const HUB = 'manifest-hub';
export const isDeclaring = (group: string): boolean => group === MANIFESTS || group === HUB;

/**
 * Puts every module that is loaded with `import()` into the group that its place in the source names, and what several
 * of these need into parts, by place as well, so that nobody loads another's. Registering a module costs every cold
 * start, whether it is used or not, so there are few: a feature, its pages, what both need, a part of the core, a library.
 */
export function planGroups(graph: ModuleGraph): GroupPlan {
  const eager = evaluatedWith(graph, [graph.entry]);
  const loaded = new Set([...graph.modules.values()].flatMap(({ lazies }) => lazies.map(({ path }) => path)));
  const groups = byPlace([...loaded].sort());
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
  const parts = byPlace(usedTwice((name) => !isDeclaring(name), early));
  const homes = new Map([...parts].flatMap(([name, paths]) => paths.map((path) => [path, name] as const)));
  const withNeeds = ([name, paths]: [string, string[]]): [string, Group] => {
    const needs = new Set([...evaluatedWith(graph, paths)].flatMap((path) => homes.get(path) ?? []));
    return [name, { paths, needs: [...needs] }];
  };
  return {
    eager: [...eager].filter((path) => path !== graph.entry),
    declaring,
    parts: new Map([...parts].map(withNeeds)),
    groups: new Map([...groups].map(withNeeds)),
  };
}

function byPlace(paths: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const name = groupOf(path);
    found.set(name, [...(found.get(name) ?? []), path]);
  }
  return found;
}

const rules: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  // Whoever asks the database needs all three.
  [/(?:^|\/)(?:node_modules\/(?:drizzle-orm|@neondatabase)|src\/core\/database)\//, () => 'database'],
  [
    /(?:^|\/)node_modules\/(?:@([^/]+)\/)?([^/]+)/,
    ([, scope, name]) => (scope ? `${scope}-${name}` : `${name}`),
  ],
  // `/ping` and the settings answer without the manifests of all others.
  [/(?:^|\/)src\/features\/hub\/feature\.ts$/, () => HUB],
  [/(?:^|\/)src\/(?:features\/(?:index|[^/]+\/feature)|core\/open-registry)\.ts$/, () => MANIFESTS],
  [/(?:^|\/)src\/core\/http\/openapi\//, () => 'reference'],
  [/(?:^|\/)src\/features\/([^/]+)\/(?:.+\/)?pages\//, ([, feature]) => `${feature}-pages`],
  // Every page brings the navigation, which is made from the routes of every feature.
  [/(?:^|\/)src\/core\/web\/|(?:^|\/)src\/features\/.+\/pages\.tsx?$/, () => 'pages'],
  [
    /(?:^|\/)src\/core\/(accounts|gateway|http|live|time|webhook-events|webhooks)\/(?!tables|route\.|cursor)/,
    ([, part]) => `core-${part}`,
  ],
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
