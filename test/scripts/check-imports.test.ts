import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findForbiddenImports } from '../../scripts/check-imports.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'guildhall-imports-'));
});
after(() => rm(root, { recursive: true }));

/** A source tree with just these files, in a folder of its own. */
async function plant(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(root, 'tree-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

describe('the import check', () => {
  const forbidden: [name: string, file: string, code: string, names: RegExp][] = [
    [
      'core that knows a feature',
      'src/core/context.ts',
      "import { records } from '../features/records/feature.ts';\n",
      /^src\/core\/context\.ts imports src\/features\/records\/feature\.ts: src\/core\/ may not know it$/,
    ],
    [
      'the same, loaded when it is needed',
      'src/core/deep/down/load.ts',
      "export const load = () => import('../../../features/records/feature.ts');\n",
      /^src\/core\/deep\/down\/load\.ts imports src\/features\//,
    ],
    [
      'the same, only as a type',
      'src/core/types.ts',
      "import type { Thing } from '../features/records/thing.ts';\n",
      /src\/core\/ may not know it/,
    ],
    [
      'the same, passed on',
      'src/core/all.ts',
      "export * from '../features/records/thing.ts';\n",
      /src\/core\/ may not know it/,
    ],
    [
      'the same, only for its effect',
      'src/core/effect.ts',
      "import '../features/records/thing.ts';\n",
      /src\/core\/ may not know it/,
    ],
    [
      'the same, over several lines',
      'src/core/lines.ts',
      "import {\n  one,\n  two,\n} from '../features/records/thing.ts';\n",
      /src\/core\/ may not know it/,
    ],
    [
      'Discord that knows the core',
      'src/discord/rest.ts',
      'import { log } from "../core/log.ts";\n',
      /src\/discord\/ may not know it/,
    ],
    [
      'core that knows Claude',
      'src/core/ask.ts',
      "import { ask } from '../ai/claude.ts';\n",
      /src\/core\/ may not know it/,
    ],
    [
      'a page in JSX that reaches out of its layer',
      'src/core/page.tsx',
      "import { view } from '../features/records/view.ts';\n",
      /src\/core\/ may not know it/,
    ],
    [
      'a feature that looks into another',
      'src/features/tickets/feature.ts',
      "import { record } from '../records/tables.ts';\n",
      /src\/features\/tickets\/feature\.ts imports src\/features\/records\/tables\.ts: take it from that feature's public\.ts/,
    ],
    [
      'a feature that reaches for a script',
      'src/features/tickets/run.ts',
      "import { run } from '../../../scripts/run.ts';\n",
      /src\/features\/ may not know it/,
    ],
  ];
  for (const [name, file, code, names] of forbidden) {
    it(`finds ${name}`, async () => {
      const found = findForbiddenImports(await plant({ [file]: code }));
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', names);
    });
  }

  it('lets pass what a layer may know', async () => {
    const tree = await plant({
      'src/app.ts': "import { features } from './features/index.ts';\n",
      'src/features/index.ts': "import { records } from './records/feature.ts';\n",
      'src/features/records/feature.ts':
        "import { a } from './tables.ts';\nimport { b } from '../../core/feature.ts';\nimport { c } from '../../ai/claude.ts';\n",
      'src/features/tickets/feature.ts': "import { b } from '../records/public.ts';\n",
      'src/core/a.ts': "import { b } from '../discord/rest.ts';\nimport * as v from 'valibot';\n",
      'src/ai/claude.ts': "import { c } from '../core/env.ts';\n",
      'scripts/any.ts': "import { f } from '../src/features/records/tables.ts';\n",
    });
    assert.deepEqual(findForbiddenImports(tree), []);
  });

  it('ends with 1 when something is found, so that a build stops', async () => {
    const tree = await plant({ 'src/core/x.ts': "import { y } from '../features/y/feature.ts';\n" });
    const run = (cwd: string) =>
      spawnSync(process.execPath, [resolve('scripts/check-imports.ts')], { cwd, encoding: 'utf8' });
    const refused = run(tree);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /src\/core\/x\.ts imports src\/features\/y\/feature\.ts/);
    assert.equal(run(await plant({ 'src/core/x.ts': 'export {};\n' })).status, 0);
  });
});
