import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';
import { eventually } from '../../support/eventually.ts';

describe('a Worker that ends while a webhook event waits', () => {
  let app: TestApp;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-webhook-events-'));
    app = await createTestApp({ stateFolder: folder });
  });
  after(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('does what the event asks for when it is started again, as Discord does not send it a second time', async () => {
    const guild = app.newGuild();
    const visitor = await signIn(app, guild.member);
    app.database.faults.down = true;
    app.discord.control.deauthorize(guild.member.id);
    await eventually(
      'the queue has it',
      async () => app.discord.control.webhookEvents().at(-1)?.state === 'delivered',
    );
    await eventually('it failed', async () => app.logs.some((line) => line.includes('queue message failed')));
    await app.stack.killWorker();
    app.database.faults.down = false;
    const left = await app.sql`select id from sessions where user_id = ${guild.member.id}`;
    assert.equal(left.length, 1);
    await app.stack.startWorker();
    await eventually('the session ends', async () => (await visitor.get('/account')).status === 401);
    assert.equal(app.discord.control.webhookEvents().at(-1)?.answers.length, 1);
  });
});
