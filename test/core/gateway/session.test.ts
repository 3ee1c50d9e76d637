import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { intentNames } from '../../../src/discord/intents.ts';
import type { TestApp, TestGuild } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { allHandled, gatewayStatus, handled, listeningApp, shardOf } from './support/listening.ts';

const IDENTIFY = 2;
const RESUME = 6;
const HEARTBEAT = 1;

describe('the session with the gateway', () => {
  let app: TestApp;
  let guild: TestGuild;
  before(async () => {
    app = await listeningApp();
    guild = app.newGuild();
  });
  after(() => app.close());
  afterEach(() => {
    const { gateway } = app.discord.control;
    gateway.accept();
    gateway.configure({ heartbeatIntervalMs: 41_250, shards: 1, requiredShards: 1, latencyMs: 0 });
  });

  const control = () => app.discord.control.gateway;
  const say = (times = 1) => {
    for (let said = 0; said < times; said += 1) app.say(guild.channelId, guild.member, `probe ${said}`);
  };
  /** What was done while `work` ran, as numbers of what Discord was sent. */
  async function counting(work: () => Promise<unknown>): Promise<{ identifies: number; resumes: number }> {
    control().clearReceived();
    await work();
    return { identifies: control().received(IDENTIFY).length, resumes: control().received(RESUME).length };
  }
  /** Waits while time passes, because whoever is disturbed often waits longer each time. */
  const inTime = (what: string, condition: () => Promise<boolean>) =>
    eventually(what, async () => {
      if (await condition()) return true;
      await app.advance(3_000);
      await app.tick();
      return false;
    });
  const isReady = async () => (await shardOf(app)).phase === 'ready';
  /** Lets everything disturb the connection, and checks that messages said before, during and after are handled. */
  async function survives(disturb: () => unknown) {
    const before = (await handled(app, guild)).handled;
    return counting(async () => {
      say(5);
      await disturb();
      say(5);
      await inTime('it resumes', async () => control().received(RESUME).length > 0);
      await inTime('it is connected', isReady);
      say(5);
      await allHandled(app, guild, before + 15);
    });
  }

  it('G05: says hello, identifies with the intents of its features, and beats with the last number', async () => {
    const [session] = control().report().sessions;
    const asked = intentNames(session?.intents ?? 0);
    for (const intent of ['GUILDS', 'GUILD_MEMBERS', 'GUILD_MESSAGES', 'DIRECT_MESSAGES', 'MESSAGE_CONTENT'])
      assert.ok(asked.includes(intent as never), intent);
    assert.ok(!asked.includes('GUILD_MESSAGE_TYPING'), 'and for nothing that nobody needs');
    const [connection] = control().report().connections;
    assert.deepEqual(connection?.query, { v: '10', encoding: 'json' });
    assert.match(connection?.userAgent ?? '', /^DiscordBot \(https:/);
    say();
    await allHandled(app, guild, 1);
    control().clearReceived();
    control().requestHeartbeat();
    await eventually('it beats at once', () => control().received(HEARTBEAT).length === 1);
    assert.equal(control().received(HEARTBEAT)[0]?.d, control().report().sessions[0]?.seq);
  });

  it('G05: beats in time, learns the latency, and gives a connection up that no longer answers', async () => {
    control().configure({ heartbeatIntervalMs: 300 });
    assert.deepEqual(await survives(() => control().reconnect()), { identifies: 0, resumes: 1 });
    control().clearReceived();
    await eventually('it beats', () => control().received(HEARTBEAT).length >= 3);
    assert.ok(((await shardOf(app)).latencyMs ?? -1) >= 0);
    const before = (await shardOf(app)).resumes;
    control().faults({ dropAcks: 1 });
    await eventually('it resumes', async () => (await shardOf(app)).resumes > before);
    assert.match((await shardOf(app)).lastClose?.reason ?? '', /stopped answering/);
    control().faults({ dropAcks: 0 });
  });

  it('G05: goes on with the session when the connection breaks, and when Discord asks it to connect anew', async () => {
    assert.deepEqual(await survives(() => control().cut()), { identifies: 0, resumes: 1 });
    assert.deepEqual(await survives(() => control().reconnect()), { identifies: 0, resumes: 1 });
    const { path } = control().report().connections[0] ?? {};
    assert.match(path ?? '', /^\/resume\//, 'at the address that Discord named');
  });

  for (const code of [4000, 4001, 4002, 4005, 4008]) {
    it(`G05: goes on with the session after ${code}`, async () => {
      assert.deepEqual(await survives(() => control().close({ code })), { identifies: 0, resumes: 1 });
    });
  }

  it('G05: goes on with an invalid session that can be resumed', async () => {
    assert.deepEqual(await survives(() => control().invalidate({ resumable: true })), {
      identifies: 0,
      resumes: 1,
    });
  });

  for (const [name, disturb] of [
    ['an invalid session', () => control().invalidate({ resumable: false })],
    ['4009', () => control().close({ code: 4009 })],
    ['4007', () => control().close({ code: 4007 })],
  ] as const) {
    it(`G05: begins anew after ${name}, and tells admins what may have been missed`, async () => {
      const before = (await handled(app, guild)).handled;
      const counts = await counting(async () => {
        await disturb();
        await inTime('it identifies', async () => control().received(IDENTIFY).length > 0);
        await inTime('it is connected', isReady);
        say(3);
        await allHandled(app, guild, before + 3);
      });
      assert.deepEqual(counts, { identifies: 1, resumes: 0 });
      await app.settle();
      const [missed] = await app.sql`select data from signals where guild_id = ${guild.id}
        and type = 'gateway.missed' order by sequence desc limit 1`;
      const { from, until } = { ...(missed?.data as { from?: string; until?: string } | undefined) };
      assert.ok(from && until && from <= until);
    });
  }

  it('goes on when a resume is cut while it is replayed, and when the gateway refuses for a while', async () => {
    const { handled: before } = await handled(app, guild);
    control().configure({ latencyMs: 20 });
    control().cut();
    control().flood({ channelId: guild.channelId, authorId: guild.member.id, count: 300, content: 'probe' });
    control().clearReceived();
    await inTime('the replay has begun', async () => control().received(RESUME).length > 0);
    control().cut();
    control().configure({ latencyMs: 0 });
    control().refuse({ status: 502, times: 2 });
    await inTime('all are handled', async () => (await handled(app, guild)).handled === before + 300);
    await inTime('it is connected', isReady);
  });

  it('loses nothing and does nothing twice when events come doubled and in disorder', async () => {
    const { handled: before } = await handled(app, guild);
    control().faults({ duplicate: 5, reorder: 0 });
    say(5);
    control().faults({ reorder: 5 });
    say(5);
    await allHandled(app, guild, before + 10);
    assert.equal((await handled(app, guild)).handled, before + 10);
  });

  it('bears events and fields that nobody knows, huge and empty ones, and hidden channels', async () => {
    const { handled: before } = await handled(app, guild);
    const odd: [string, Record<string, unknown>][] = [
      ['MOON_PHASE_UPDATE', { guild_id: guild.id, phase: 'full' }],
      ['MESSAGE_CREATE', { guild_id: guild.id }],
      ['MESSAGE_CREATE', {}],
      ['CHANNEL_UPDATE', { guild_id: guild.id, id: '5', name: '___hidden___', flags: 1 << 17, topic: null }],
      ['GUILD_CREATE', {}],
      ['GUILD_DELETE', { id: 7, unavailable: 'yes' }],
      ['TYPING_START', { guild_id: guild.id, junk: 'x'.repeat(900_000) }],
    ];
    for (const [t, d] of odd) control().dispatch({ t, d });
    say(3);
    await allHandled(app, guild, before + 3);
    assert.equal((await shardOf(app)).phase, 'ready');
  });

  it('cuts an event to size that no queue takes, and says what was left out', async () => {
    const { handled: before } = await handled(app, guild);
    const id = app.discord.state.id();
    control().dispatch({
      t: 'MESSAGE_CREATE',
      d: {
        id,
        guild_id: guild.id,
        channel_id: guild.channelId,
        content: 'probe big',
        embeds: ['é'.repeat(200_000)],
      },
    });
    await allHandled(app, guild, before + 1);
    const told = (entry: string) => entry.includes('probe was given less') && entry.includes(id);
    const line = await eventually('the handler says so', () => app.logs.find(told));
    assert.match(line ?? '', /"left":\["embeds"\]/);
  });

  it('keeps identifies for tomorrow when few are left, and goes on when the day is over', async () => {
    control().budget({ remaining: 10, resetAfterMs: 3_600_000 });
    control().forget();
    const { identifies } = await counting(async () => {
      control().cut();
      await inTime('it waits', async () => (await shardOf(app)).waitsFor !== undefined);
      for (let minute = 0; minute < 3; minute += 1) {
        await app.advance(60_000);
        await app.tick();
      }
    });
    assert.equal(identifies, 0);
    const health = (await (await fetch(`${app.url}/health`)).json()) as {
      state: string;
      dependencies: Record<string, { state: string; reason?: string }>;
      gateway: { identifiesLeft: number };
    };
    assert.equal(health.state, 'degraded');
    assert.equal(health.dependencies.gateway?.state, 'degraded');
    assert.match(health.dependencies.gateway?.reason ?? '', /10 are left\. Guildhall waits/);
    assert.equal(health.gateway.identifiesLeft, 10);
    await app.advance(3_700_000);
    await inTime('it is connected', isReady);
    assert.equal((await gatewayStatus(app)).identifies?.total, 1_000);
  });
});
