import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { allReady, handled } from './support/listening.ts';

const EVENTS = 2_000;

describe('a Worker that ends while events come', () => {
  let app: TestApp;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-gateway-'));
    app = await createTestApp({ probe: true, gateway: true, stateFolder: folder });
    await app.tick();
    await allReady(app);
  });
  after(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('G25: killed and started again during 2,000 events, it goes on with the session, and each is handled once', async () => {
    const guild = app.newGuild();
    const { gateway } = app.discord.control;
    const half = {
      channelId: guild.channelId,
      authorId: guild.member.id,
      count: EVENTS / 2,
      content: 'probe',
    };
    const [before] = gateway.report().sessions;
    gateway.flood(half);
    await eventually('some are handled', async () => (await handled(app, guild)).handled > 20);
    await app.stack.killWorker();
    assert.ok((await handled(app, guild)).handled < EVENTS / 2, 'it was killed in the midst of it');
    gateway.flood(half);
    await app.stack.startWorker();
    await app.tick();
    await allReady(app);
    const seen = await eventually(
      'all are handled',
      async () => {
        const counts = await handled(app, guild);
        return counts.handled >= EVENTS ? counts : undefined;
      },
      120_000,
    );
    assert.equal(seen?.handled, EVENTS);
    const [session] = gateway.report().sessions;
    assert.equal(session?.id, before?.id, 'the session is the same');
    assert.equal(session?.resumes, 1);
    assert.equal(gateway.received(2).length, 1, 'it identified once in all');
  });
});
