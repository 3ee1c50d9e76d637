import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Which layer may import which; a layer may always import itself. Scripts and tests may import everything. */
const layers: { folder: string; may: string[] }[] = [
  { folder: 'src/discord/', may: [] },
  { folder: 'src/ai/', may: ['src/core/'] },
  { folder: 'src/core/', may: ['src/discord/'] },
  { folder: 'src/features/', may: ['src/core/', 'src/discord/', 'src/ai/'] },
];
/** What a feature shows to other features. */
const PUBLIC_FILE = 'public.ts';
const IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

/** Each forbidden import under `src`, as a sentence. */
export function findForbiddenImports(root = '.'): string[] {
  return globSync('src/**/*.{ts,tsx}', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const layer = layers.find(({ folder }) => file.startsWith(folder));
    if (!layer) return [];
    return [...text.matchAll(IMPORT)].flatMap(([, path]) => {
      const target = normalize(join(dirname(file), path ?? ''));
      const allowed = [layer.folder, ...layer.may].some((folder) => target.startsWith(folder));
      if (!allowed) return [`${file} imports ${target}: ${layer.folder} may not know it`];
      return crossesFeatures(file, target)
        ? [`${file} imports ${target}: take it from that feature's ${PUBLIC_FILE}`]
        : [];
    });
  });
}

function crossesFeatures(file: string, target: string): boolean {
  const featureOf = (path: string) => /^src\/features\/([^/]+)\//.exec(path)?.[1];
  const from = featureOf(file);
  const to = featureOf(target);
  return from !== undefined && to !== undefined && from !== to && !target.endsWith(`/${PUBLIC_FILE}`);
}

if (import.meta.main) {
  const found = findForbiddenImports();
  for (const sentence of found) console.error(sentence);
  console.log(
    found.length === 0 ? 'Every import stays within its layer.' : `${found.length} imports cross a layer.`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}
