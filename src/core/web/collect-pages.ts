import type { Registry } from '../registry.ts';
import type { NavigationEntry, PageRoute, PageRoutes } from './page.ts';

export interface Pages {
  features: readonly PageRoutes[];
  navigation: readonly NavigationEntry[];
  routes: readonly PageRoute[];
}

/**
 * All pages of all features. Throws, naming the page, on a route without a declared permission, on two routes of one
 * address and on navigation that leads nowhere: whoever forgets to say who may see a page serves none.
 */
export async function collectPages(registry: Pick<Registry, 'features' | 'access'>): Promise<Pages> {
  const features = await Promise.all(registry.features.flatMap(({ pages }) => (pages ? [pages()] : [])));
  const navigation = features.flatMap((feature) => feature.navigation);
  const routes = features.flatMap((feature) => feature.routes);
  const seen = new Set<string>();
  for (const route of routes) {
    const key = `${route.method} ${route.path}`;
    if (!route.access || !registry.access.has(route.access)) {
      throw new Error(`page "${key}" needs permission "${route.access}", which no feature declares`);
    }
    if (!/^(\/[a-z0-9:-]+)*$/i.test(route.path)) throw new Error(`page "${key}" has no proper path`);
    const shape = key.replaceAll(/:[^/]+/g, ':');
    if (seen.has(shape)) throw new Error(`page "${key}" exists already`);
    seen.add(shape);
  }
  for (const entry of navigation) {
    if (!seen.has(`GET ${entry.path}`)) throw new Error(`navigation "${entry.title}" leads nowhere`);
    if (!registry.access.has(entry.access)) {
      throw new Error(
        `navigation "${entry.title}" needs permission "${entry.access}", which no feature declares`,
      );
    }
  }
  return { features, navigation, routes };
}
