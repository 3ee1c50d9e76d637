import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestApp, TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { allHandled, allReady, handled, listeningApp, shardOf } from './support/listening.ts';

describe('events on their way from the gateway to the queue', () => {
  let app: TestApp;
  before(async () => {
    app = await listeningApp();
  });
  after(() => app.close());

  const refuse = (refuses: boolean) =>
    fetch(`${app.url}/_local/gateway-queue`, { method: 'POST', body: JSON.stringify({ refuses }) });
  const flood = (guild: TestGuild, count: number) =>
    app.discord.control.gateway.flood({
      channelId: guild.channelId,
      authorId: guild.member.id,
      count,
      content: 'probe',
    });

  it('wait while the queue refuses them, and the place to go on from waits too', async () => {
    const guild = app.newGuild();
    await refuse(true);
    flood(guild, 50);
    await eventually('they wait', async () => (await shardOf(app)).backlog.events >= 50);
    const health = await (await fetch(`${app.url}/health`)).text();
    assert.match(health, /The queue takes no events just now; \d+ wait\./);
    await refuse(false);
    await allHandled(app, guild, 50);
    assert.deepEqual(await handled(app, guild), { called: 50, handled: 50 });
    await eventually('none waits', async () => (await shardOf(app)).backlog.events === 0);
  });

  it('are handled when the database comes back', async () => {
    const guild = app.newGuild();
    await allReady(app);
    app.database.faults.down = true;
    flood(guild, 10);
    await eventually('a failure is logged', () =>
      app.logs.some((line) => line.includes('queue message failed')),
    );
    app.database.faults.down = false;
    await allHandled(app, guild, 10);
    assert.deepEqual((await handled(app, guild)).handled, 10);
  });

  it('are bounded in memory: the connection is let go of, and Discord tells the rest later', async () => {
    const guild = app.newGuild();
    const { gateway } = app.discord.control;
    await refuse(true);
    flood(guild, 21_000);
    await eventually('it lets go', async () => (await shardOf(app)).phase === 'full');
    const { backlog } = await shardOf(app);
    assert.ok(backlog.events <= 20_001, `${backlog.events} events in memory`);
    assert.equal(gateway.report().sessions[0]?.state, 'detached');
    await refuse(false);
    await eventually('it goes on', async () => (await shardOf(app)).phase === 'ready', 60_000);
    await eventually('the backlog empties', async () => (await shardOf(app)).backlog.events === 0, 60_000);
    assert.equal(gateway.report().sessions[0]?.seq, (await shardOf(app)).sequence);
  });
});
