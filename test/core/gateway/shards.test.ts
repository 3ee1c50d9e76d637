import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { allHandled, gatewayStatus, handled } from './support/listening.ts';

const IDENTIFY = 2;
const RESUME = 6;
const SHARDS = 4;

describe('several shards', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp({ probe: true, gateway: true });
    app.discord.control.gateway.configure({ shards: SHARDS, requiredShards: SHARDS, maxConcurrency: 2 });
  });
  after(() => app.close());

  const control = () => app.discord.control.gateway;
  const ready = async () => (await gatewayStatus(app)).shards.filter(({ phase }) => phase === 'ready').length;
  const allConnected = () =>
    eventually('all shards are connected', async () => {
      await app.advance(1_000);
      await app.tick();
      return (await ready()) === SHARDS;
    });
  const say = (guilds: TestGuild[], text: string) => {
    for (const guild of guilds) app.say(guild.channelId, guild.member, text);
  };
  /** Guilds until each shard has one: Discord gives a guild to shard `(id >> 22) % shards`. */
  const guildsOfAllShards = () => {
    const found = new Map<number, TestGuild>();
    for (let tries = 0; found.size < SHARDS && tries < 400; tries += 1) {
      const guild = app.newGuild();
      found.set(Number((BigInt(guild.id) >> 22n) % BigInt(SHARDS)), guild);
    }
    assert.equal(found.size, SHARDS);
    return found;
  };

  it('G24: as many as Discord recommends begin one after the other, two keys side by side, never within 5 s', async () => {
    await allConnected();
    const sent = control().received(IDENTIFY);
    const shardsOf = sent.map(({ d }) => (d as { shard: [number, number] }).shard);
    assert.deepEqual(shardsOf.map(([id]) => id).sort(), [0, 1, 2, 3]);
    assert.ok(shardsOf.every(([, count]) => count === SHARDS));
    for (const key of [0, 1]) {
      const times = sent.filter((_, index) => (shardsOf[index]?.[0] ?? 0) % 2 === key).map(({ at }) => at);
      assert.equal(times.length, 2);
      const distance = Math.abs((times[1] ?? 0) - (times[0] ?? 0));
      assert.ok(distance >= 5_000, `${distance} ms between two identifies of key ${key}`);
    }
    assert.equal(control().report().sessions.length, SHARDS, 'no identify was refused');
  });

  it('G24: each hears the servers that are its own, and only shard 0 direct messages', async () => {
    const guilds = guildsOfAllShards();
    say([...guilds.values()], 'probe shards');
    for (const guild of guilds.values()) await allHandled(app, guild, 1);
    for (const guild of guilds.values())
      assert.deepEqual(await handled(app, guild), { called: 1, handled: 1 });
    const { id } = [...guilds.values()][0]?.member ?? {};
    const direct = { id: app.discord.state.id(), channel_id: '5', author: { id }, content: 'probe directly' };
    control().dispatch({ t: 'MESSAGE_CREATE', d: direct });
    const counted = () => app.sql`select value from counters where name = ${`called:${direct.id}`}`;
    await eventually('the direct message is handled', async () => (await counted()).length > 0);
    assert.deepEqual(await counted(), [{ value: 1 }]);
    await eventually('each knows its servers', async () => {
      const { shards } = await gatewayStatus(app);
      return [...guilds].every(([shard, { id }]) =>
        shards.every((one) => one.guildIds.includes(id) === (one.shard === shard)),
      );
    });
  });

  it('G24: one that is cut goes on by itself, and the others do not notice', async () => {
    const guilds = guildsOfAllShards();
    const before = (await gatewayStatus(app)).shards.map(({ resumes }) => resumes);
    control().clearReceived();
    assert.equal(control().cut({ shard: 2 }), 1);
    say([...guilds.values()], 'probe after a cut');
    for (const guild of guilds.values()) await allHandled(app, guild, 1);
    assert.equal(control().received(RESUME).length, 1);
    const after = (await gatewayStatus(app)).shards.map(({ resumes }) => resumes);
    assert.deepEqual(
      after.map((resumes, shard) => resumes - (before[shard] ?? 0)),
      [0, 0, 1, 0],
    );
  });
});
