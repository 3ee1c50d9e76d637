import { existsSync } from 'node:fs';
import type { Feature } from '../../src/core/feature.ts';
import { describeFront } from '../../src/core/front.ts';
import { indexRoutes } from '../../src/core/http/routes.ts';
import { openRegistry } from '../../src/core/open-registry.ts';
import { features } from '../../src/features/index.ts';

/** The module that is written anew, from the root. */
export const SOURCE_MODULE = 'src/features/source.ts';
/** The list of all features, from the root; written anew where only some are wanted. */
export const LIST_MODULE = 'src/features/index.ts';

/**
 * The features for a Worker, as code: what is known of them beforehand as JSON, and each manifest behind an `import()`.
 * Evaluating all manifests would be half of a cold start. Throws, as nothing does later, if the features clash.
 */
export async function writeSource(chosen: readonly Feature[] = features): Promise<string> {
  const api = await indexRoutes(openRegistry(chosen));
  const loads = await Promise.all(
    chosen.map(async (feature) => {
      const file = `src/features/${feature.name}/feature.ts`;
      if (!existsSync(new URL(`../../${file}`, import.meta.url))) throw new Error(`${file} is missing`);
      const exported = Object.entries(await import(`../../${file}`)).find(([, value]) => value === feature);
      if (!exported) throw new Error(`${file} does not export the feature "${feature.name}"`);
      return `${JSON.stringify(feature.name)}: () => import('./${feature.name}/feature.ts').then((all) => all.${exported[0]}),`;
    }),
  );
  return `const loads = {\n${loads.join('\n')}\n};
export const featureSource = {
  front: JSON.parse(${asText(describeFront(chosen))}),
  api: JSON.parse(${asText(api)}),
  load: (name) => loads[name](),
  all: () => import('./index.ts').then(({ features }) => features),
};
`;
}

const asText = (value: object): string => JSON.stringify(JSON.stringify(value));

/** The list of features, with these alone. */
export function writeList(chosen: readonly Feature[]): string {
  const imports = chosen.map(({ name }, at) => `import * as f${at} from './${name}/feature.ts';`);
  const items = chosen.map(({ name }, at) => `Object.values(f${at}).find((one) => one.name === '${name}'),`);
  return `${imports.join('\n')}\nexport const features = [\n${items.join('\n')}\n];\n`;
}
