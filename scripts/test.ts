import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { ensureTemplate } from './local/neon/template.ts';

/**
 * Runs the tests: all, or the files whose path holds one of the words given (`npm test -- review undo`).
 * Each file starts what it needs on free ports of 127.0.0.1, so files run side by side.
 */
const words = process.argv.slice(2);
const files = globSync('test/**/*.test.ts')
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  console.error(`No test file's path holds ${words.join(' or ')}.`);
  process.exit(1);
}
await ensureTemplate();
const child = spawn(
  process.execPath,
  [
    '--test',
    `--test-concurrency=${Math.max(2, Math.min(4, availableParallelism()))}`,
    '--test-timeout=240000',
    '--test-reporter=spec',
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } },
);
child.once('exit', (code) => process.exit(code ?? 1));
