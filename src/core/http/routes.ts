import type { Feature } from '../feature.ts';
import type { Registry } from '../registry.ts';
import type { ApiRoute } from './route.ts';

/** A feature's part of `/api/v1/guilds/:guildId`; see defineRoute. */
export type ApiRoutes = readonly ApiRoute[];

/** A route with the feature that it belongs to. */
export interface FeatureRoute extends ApiRoute {
  feature: string;
}

/** Names of features by the first segment of their routes' paths: `records` for `/records/:record`. */
export type ApiIndex = Readonly<Record<string, readonly string[]>>;

/** Works the index out, for which all routes have to be loaded; the bundler does it beforehand. Throws as below. */
export async function indexRoutes(registry: Registry): Promise<ApiIndex> {
  const routes = await collectRoutes(registry);
  const bySegment = Map.groupBy(routes, ({ path }) => path.split('/')[1] ?? '');
  return Object.fromEntries(
    [...bySegment].map(([segment, found]) => [segment, [...new Set(found.map(({ feature }) => feature))]]),
  );
}

/**
 * Every route that features declare, or these alone. Throws when two are alike or one needs a permission that nobody
 * declares.
 */
export async function collectRoutes(
  registry: Registry,
  features: readonly Feature[] = registry.features,
): Promise<FeatureRoute[]> {
  const lists = await Promise.all(
    features.map(async ({ name, api }) =>
      ((await api?.()) ?? []).map((route) => ({ ...route, feature: name })),
    ),
  );
  const routes = lists.flat();
  const seen = new Set<string>();
  for (const { method, path, access, feature, params, answers } of routes) {
    const where = `feature "${feature}": route ${method} ${path}`;
    const shape = `${method} ${path.replace(/:\w+/g, ':')}`;
    if (seen.has(shape)) throw new Error(`${where} exists already`);
    seen.add(shape);
    if (!registry.access.has(access))
      throw new Error(`${where} needs permission "${access}", which no feature declares`);
    if (!/^\/\w/.test(path)) throw new Error(`${where} has to begin with a word of its own`);
    const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    if (named.join() !== Object.keys(params).join())
      throw new Error(`${where} has to say what ${named.join()} stands for`);
    if (Object.keys(answers).length === 0) throw new Error(`${where} declares no answer`);
  }
  return routes;
}
