import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Compares a value with what is kept under test/golden; `UPDATE_GOLDEN=1 npm test` keeps the new one instead. */
export function assertGolden(file: string, value: unknown): void {
  const path = `test/golden/${file}`;
  const plain = JSON.parse(JSON.stringify(value)) as unknown;
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(plain, null, 2)}\n`);
    const { status } = spawnSync('node_modules/.bin/biome', ['format', '--write', path]);
    assert.equal(status, 0, 'biome could not format the file');
  }
  assert.ok(existsSync(path), `${path} is not there yet: run UPDATE_GOLDEN=1 npm test`);
  assert.deepEqual(
    plain,
    JSON.parse(readFileSync(path, 'utf8')),
    `differs from ${path}; if that is meant, run UPDATE_GOLDEN=1 npm test and look at the difference`,
  );
}
