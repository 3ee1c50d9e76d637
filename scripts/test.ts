import { spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureTemplate } from './local/neon/template.ts';
import { batchModule, guessWeight, planBatches } from './test/plan-batches.ts';

/**
 * Runs the tests: all, or the files whose path holds one of the words given (`npm test -- review undo`).
 * Each file starts what it needs on free ports of 127.0.0.1, so files run side by side. When all run, a process runs
 * several files, because loading the stack's code takes seconds of processor time.
 */
const words = process.argv.slice(2);
// One more than there are cores, because some wait: for timeouts, for a browser, for a clock.
const processes = Math.min(4, availableParallelism() + 1);
const cache = fileURLToPath(new URL('../node_modules/.cache/guildhall', import.meta.url));

const files = globSync('test/**/*.test.ts')
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  console.error(`No test file's path holds ${words.join(' or ')}.`);
  process.exit(1);
}
await ensureTemplate();
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'tests-'));
const child = spawn(
  process.execPath,
  [
    '--test',
    `--test-concurrency=${processes}`,
    '--test-timeout=240000',
    '--test-reporter=spec',
    ...(words.length > 0 ? files : writeBatches()),
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: join(cache, 'compiled') },
  },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
child.once('exit', (code) => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});

/** Node runs files in the order of their names. */
function writeBatches(): string[] {
  const weighed = files.map((path) => ({ path, weight: guessWeight(readFileSync(path, 'utf8')) }));
  return planBatches(weighed, processes).map((batch, at) => {
    const file = join(folder, `${String(at).padStart(3, '0')}.test.mjs`);
    writeFileSync(file, batchModule(batch.map((name) => ({ name, url: pathToFileURL(resolve(name)).href }))));
    return file;
  });
}
