import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { batchModule, guessWeight, planBatches } from '../../scripts/test/plan-batches.ts';

describe('batches of test files', () => {
  it('hold every file once, the heaviest first, and get smaller towards the end', () => {
    const files = Array.from({ length: 100 }, (_, at) => ({ path: `t${at}`, weight: 1 + ((at * 37) % 100) }));
    const batches = planBatches(files, 2);
    assert.deepEqual(batches.flat().toSorted(), files.map(({ path }) => path).toSorted());
    const weightOf = (batch: string[]) =>
      batch.reduce((sum, path) => sum + (files.find((file) => file.path === path)?.weight ?? 0), 0);
    const weights = batches.map(weightOf);
    assert.ok((weights[0] ?? 0) > 3 * (weights.at(-1) ?? 0), weights.join());
    assert.ok(batches.length < 30, `${batches.length}`);
  });

  it('take a file alone that is heavier than a fair part', () => {
    const batches = planBatches(
      [
        { path: 'huge', weight: 1_000 },
        { path: 'small', weight: 1 },
      ],
      2,
    );
    assert.deepEqual(batches, [['huge'], ['small']]);
    assert.deepEqual(planBatches([], 2), []);
  });

  it('weigh what starts a stack more than its text', () => {
    assert.ok(guessWeight('await createTestApp()') > guessWeight('x'.repeat(1_000)));
  });

  it('keep the hooks of each file to itself, and go on after a file that cannot be loaded', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-batches-'));
    try {
      const files = {
        'a.mjs':
          "import { after, before, it } from 'node:test'; await 0; before(() => { globalThis.open = 'a'; }); after(() => { globalThis.open = undefined; }); it('runs in a', () => { if (globalThis.open !== 'a') throw new Error(); });",
        'broken.mjs': "throw new Error('cannot be loaded');",
        'b.mjs':
          "import { before, it } from 'node:test'; before(() => { if (globalThis.open) throw new Error('a is still open'); }); it('runs in b', () => {});",
      };
      const urls = Object.entries(files).map(([name, text]) => {
        writeFileSync(join(folder, name), text);
        return { name, url: pathToFileURL(join(folder, name)).href };
      });
      const batch = join(folder, 'batch.test.mjs');
      writeFileSync(batch, batchModule(urls));
      const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
      const said = await new Promise<string>((resolve) => {
        execFile(process.execPath, ['--test', '--test-reporter=spec', batch], { env }, (_, out) =>
          resolve(out),
        );
      });
      assert.match(said, /✔ runs in a/);
      assert.match(said, /✔ runs in b/);
      assert.match(said, /✖ can be loaded/);
      assert.match(said, /ℹ pass 2\nℹ fail 1/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
