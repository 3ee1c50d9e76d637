import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { demo, list, startHarness } from './harness.ts';

it('comes back from its file with keys, ids, messages, files and clock', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'local-discord-'));
  const stateFile = join(folder, 'nested', 'discord.json');
  const path = `/channels/${demo.channels.workshop}/messages`;
  try {
    const first = await startHarness({ stateFile });
    const sent = await first.api('POST', path, { content: 'remember' });
    first.advance(1000);
    const now = first.state.now();
    await first.close();

    const second = await startHarness({ stateFile });
    assert.deepEqual(
      [second.botToken, second.publicKey, second.privateKey, second.clientSecret, second.state.now()],
      [first.botToken, first.publicKey, first.privateKey, first.clientSecret, now],
    );
    assert.equal((await second.api('GET', `${path}/${sent.body.id}`)).body.content, 'remember');
    const photo = await second.api('GET', `${path}/${demo.messages.photo}`);
    const file = await fetch(String(list(photo.body.attachments)[0]?.url));
    assert.deepEqual([file.status, file.headers.get('content-type')], [200, 'image/png']);
    const next = await second.api('POST', path, { content: 'more' });
    assert.ok(BigInt(String(next.body.id)) > BigInt(String(sent.body.id)));
    await second.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
