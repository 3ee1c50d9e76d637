import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';

it('a Worker that throws at its start leaves nothing behind that keeps its starter alive', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-worker-'));
  try {
    const entry = join(folder, 'entry.ts');
    await writeFile(entry, `throw new Error('two features clash'); export default {};`);
    const worker = new URL('../../scripts/local/worker.ts', import.meta.url).href;
    const starter = `import { startLocalWorker } from ${JSON.stringify(worker)};
      await startLocalWorker({ port: 0, variables: {}, entry: ${JSON.stringify(entry)} })
        .catch(() => console.log('failed'));`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', starter], {
      encoding: 'utf8',
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    assert.deepEqual([ended.status, ended.stdout.trim()], [0, 'failed'], ended.stderr);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
