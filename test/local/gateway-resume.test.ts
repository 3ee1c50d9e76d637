import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { demo, type Harness, startHarness } from './discord/harness.ts';
import { BareClient, type Frame, identifyData, logIn } from './gateway-client.ts';

const { general } = demo.channels;
const { emil } = demo.users;

describe('the gateway: resumes, and what can be made to go wrong', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
  });
  after(() => discord.close());
  beforeEach(() => discord.control.reset());

  const say = (content: string) =>
    discord.control.message({ channel_id: general, author_id: emil.id, content });
  const texts = (frames: Frame[]) =>
    frames.filter((frame) => frame.t === 'MESSAGE_CREATE').map((f) => f.d.content);
  const numbers = (frames: Frame[]) => frames.filter((frame) => frame.op === 0).map((frame) => frame.s);
  const gateway = () => discord.control.gateway;
  const pathOf = (ready: Frame) => new URL(ready.d.resume_gateway_url).pathname;

  /** A client connected to go on with a session after the number given. */
  const resume = async (ready: Frame, seq: number, more: object = {}) => {
    const client = await BareClient.open(discord, { path: pathOf(ready) });
    await client.next(10);
    client.send(6, { token: discord.state.data.botToken, session_id: ready.d.session_id, seq, ...more });
    return client;
  };

  const endings: [what: string, end: (client: BareClient) => Promise<unknown>][] = [
    ['a crash of the client', (client) => client.vanish()],
    ['a close by the client with a code of its own', (client) => client.close(4900)],
    [
      'a cut by the gateway',
      async (client) => {
        gateway().cut();
        assert.equal((await client.closed).code, 1006);
      },
    ],
    [
      'a close by the gateway',
      async (client) => {
        gateway().close({ code: 4000 });
        assert.deepEqual(await client.closed, { code: 4000, reason: 'Unknown error.' });
      },
    ],
    [
      'opcode 7',
      async (client) => {
        gateway().reconnect();
        await client.next(7);
        await client.close(4901);
      },
    ],
  ];
  for (const [what, end] of endings) {
    it(`replays in order what was missed after ${what}, then says RESUMED`, async () => {
      const { client, ready } = await logIn(discord);
      say('before');
      await client.next('MESSAGE_CREATE');
      const seen = client.seq ?? 0;
      await end(client);
      for (const text of ['one', 'two', 'three']) say(text);
      const again = await resume(ready, seen);
      const resumed = await again.next('RESUMED');
      say('after');
      const last = await again.next('MESSAGE_CREATE');
      const frames = await again.dispatched();
      assert.deepEqual(texts(frames), ['one', 'two', 'three', 'after']);
      assert.deepEqual(
        numbers(frames),
        frames.map((_, index) => seen + 1 + index),
      );
      assert.deepEqual([resumed.s, last.s], [seen + 4, seen + 5]);
      const { sessions, connections } = gateway().report();
      assert.deepEqual([sessions.length, sessions[0]?.resumes, connections[0]?.path], [1, 1, pathOf(ready)]);
      await again.close();
    });
  }

  it('replays again from an older number, as after a crash that lost the latest', async () => {
    const { client, ready } = await logIn(discord);
    await client.dispatched();
    const seen = client.seq ?? 0;
    for (const text of ['one', 'two']) say(text);
    await client.vanish();
    const second = await resume(ready, seen + 1);
    await second.next('RESUMED');
    say('three');
    await second.next('MESSAGE_CREATE');
    await second.vanish();
    const third = await resume(ready, seen);
    await third.next('RESUMED');
    assert.deepEqual(texts(await third.dispatched()), ['one', 'two', 'three']);
    await third.close();
  });

  it('lets a new connection take over from one whose loss was not noticed', async () => {
    const { client, ready } = await logIn(discord);
    await client.dispatched();
    const again = await resume(ready, client.seq ?? 0);
    await again.next('RESUMED');
    assert.equal((await client.closed).code, 4000);
    say('to the new one');
    assert.equal((await again.next('MESSAGE_CREATE')).d.content, 'to the new one');
    assert.deepEqual(gateway().report().connections.length, 1);
    await again.close();
  });

  for (const code of [1000, 1001]) {
    it(`ends a session that its client closes with ${code}`, async () => {
      const { client, ready } = await logIn(discord);
      await client.close(code);
      const again = await resume(ready, 1);
      assert.equal((await again.next(9)).d, false);
      discord.advance(5000);
      again.send(2, identifyData(discord));
      assert.notEqual((await again.next('READY')).d.session_id, ready.d.session_id);
      await again.close();
    });
  }

  it('answers a number beyond the latest by 4007 and ends the session', async () => {
    const { client, ready } = await logIn(discord);
    await client.vanish();
    const again = await resume(ready, 9999);
    assert.equal((await again.closed).code, 4007);
    assert.equal((await (await resume(ready, 1)).next(9)).d, false);
  });

  it('forgets a session after its time, when too much was missed, or when told to', async () => {
    const late = await logIn(discord);
    await late.client.vanish();
    await eventually('the loss is noticed', () => gateway().report().sessions[0]?.state === 'detached');
    discord.advance(180_001);
    assert.equal((await (await resume(late.ready, 1)).next(9)).d, false);

    gateway().configure({ replayLimit: 3 });
    const behind = await logIn(discord);
    await behind.client.dispatched();
    const seen = behind.client.seq ?? 0;
    await behind.client.vanish();
    for (const text of ['one', 'two', 'three', 'four']) say(text);
    assert.equal((await (await resume(behind.ready, seen)).next(9)).d, false);
    const close = await resume(behind.ready, seen + 1);
    await close.next('RESUMED');
    assert.deepEqual(texts(await close.dispatched()), ['two', 'three', 'four']);
    await close.vanish();

    gateway().forget();
    assert.equal((await (await resume(behind.ready, seen + 5)).next(9)).d, false);
  });

  it('invalidates sessions: to be resumed, or to begin anew on the same connection', async () => {
    const { client, ready } = await logIn(discord);
    gateway().invalidate({ resumable: true });
    assert.equal((await client.next(9)).d, true);
    say('meanwhile');
    client.send(6, { token: discord.botToken, session_id: ready.d.session_id, seq: client.seq });
    assert.equal((await client.next('MESSAGE_CREATE')).d.content, 'meanwhile');
    await client.next('RESUMED');
    gateway().invalidate({ resumable: false });
    assert.equal((await client.next(9)).d, false);
    discord.advance(5000);
    client.send(2, identifyData(discord));
    assert.notEqual((await client.next('READY')).d.session_id, ready.d.session_id);
    await client.close();
  });

  it('asks for a heartbeat, and leaves those without an answer that it shall', async () => {
    const { client } = await logIn(discord);
    gateway().requestHeartbeat();
    await client.next(1);
    gateway().faults({ dropAcks: 2 });
    for (const seq of [1, 2, 3]) client.send(1, seq);
    await client.next(11);
    await client.dispatched();
    assert.equal(client.frames.filter((frame) => frame.op === 11).length, 2);
    assert.equal(gateway().report().sessions[0]?.acked, client.seq);
    assert.deepEqual(
      gateway()
        .received(1)
        .map((entry) => entry.d),
      [1, 2, 3, client.seq],
    );
    await client.close();
  });

  it('goes wrong at any step of the protocol, as often as told', async () => {
    for (const [at, act] of [
      ['hello', 'cut'],
      ['hello', 4000],
      ['identify', 'cut'],
      ['identify', 4000],
    ] as const) {
      gateway().trap({ at, act });
      const client = await BareClient.open(discord);
      if (at === 'identify') {
        await client.next(10);
        client.send(2, identifyData(discord));
      }
      assert.equal((await client.closed).code, act === 'cut' ? 1006 : act);
      assert.deepEqual(
        client.frames.map((frame) => frame.op),
        at === 'hello' ? [] : [10],
      );
    }
    gateway().trap({ at: 'identify', act: 'ignore', times: 2 });
    gateway().trap({ at: 'heartbeat', act: 4000 });
    const client = await BareClient.open(discord);
    await client.next(10);
    for (let tries = 0; tries < 3; tries += 1) client.send(2, identifyData(discord));
    const ready = await client.next('READY');
    client.send(1, 1);
    assert.equal((await client.closed).code, 4000);
    gateway().trap({ at: 'resume', act: 'cut' });
    assert.equal((await (await resume(ready, 1)).closed).code, 1006);
    const again = await resume(ready, 1);
    await again.next('RESUMED');
    await again.close();
  });

  it('doubles, loses and turns events around', async () => {
    const { client } = await logIn(discord);
    gateway().faults({ duplicate: 1 });
    for (const text of ['double', 'single']) say(text);
    gateway().faults({ lose: 2 });
    for (const text of ['lost', 'also lost', 'kept']) say(text);
    gateway().faults({ reorder: 3 });
    for (const text of ['1', '2', '3', '4']) say(text);
    const frames = await client.dispatched();
    assert.deepEqual(texts(frames), ['double', 'double', 'single', 'kept', '3', '2', '1', '4']);
    const own = numbers(frames);
    assert.deepEqual(
      own,
      own.map((_, index) => index + 1),
    );
    await client.close();
  });

  it('sends any event as it is told, to one shard', async () => {
    gateway().configure({ maxConcurrency: 2 });
    const first = await logIn(discord, { shard: [0, 2] });
    const second = await logIn(discord, { shard: [1, 2] });
    gateway().dispatch({ t: 'NEVER_SEEN_BEFORE', d: { new: { field: [1] } }, shard: 1 });
    assert.deepEqual((await second.client.next('NEVER_SEEN_BEFORE')).d, { new: { field: [1] } });
    assert.ok(!(await first.client.dispatched()).some((frame) => frame.t === 'NEVER_SEEN_BEFORE'));
    gateway().cut({ shard: 1 });
    assert.equal((await second.client.closed).code, 1006);
    assert.deepEqual(
      gateway()
        .report()
        .sessions.map(({ shard, state }) => [shard[0], state]),
      [
        [0, 'connected'],
        [1, 'detached'],
      ],
    );
    await first.client.close();
  });

  it('floods: 20,000 messages in order, the rest of them after a cut', async () => {
    const { client, ready } = await logIn(discord);
    const ids = gateway().flood({ channelId: general, authorId: emil.id, count: 20_000, content: 'Flood' });
    await client.next('MESSAGE_CREATE');
    await client.vanish();
    const got = client.frames.filter((frame) => frame.t === 'MESSAGE_CREATE');
    const again = await resume(ready, client.seq ?? 0);
    await again.next('RESUMED');
    const rest = again.frames.filter((frame) => frame.t === 'MESSAGE_CREATE');
    assert.deepEqual(
      [...got, ...rest].map((frame) => frame.d.id),
      ids,
    );
    assert.equal(new Set(ids).size, 20_000);
    assert.equal(rest.at(-1)?.d.content, 'Flood 20000');
    await again.close();
    const stored = gateway().flood({ channelId: general, authorId: emil.id, count: 3, stored: true });
    for (const id of stored) assert.ok(discord.state.messagesOf(general).has(id));
  });

  it('holds every frame back by the latency given, in order', async () => {
    gateway().configure({ latencyMs: 60 });
    const began = performance.now();
    const { client } = await logIn(discord);
    assert.ok(performance.now() - began >= 120);
    for (const text of ['one', 'two', 'three']) say(text);
    gateway().close({ code: 4000 });
    await client.closed;
    assert.deepEqual(texts(client.frames), ['one', 'two', 'three']);
  });

  it('ends sessions with 4004 when the token is reset', async () => {
    const { client, ready } = await logIn(discord);
    const token = gateway().resetToken();
    assert.equal((await client.closed).code, 4004);
    const old = await resume(ready, 1, { token: discord.botToken });
    assert.equal(token === discord.botToken ? 0 : (await old.closed).code, 4004);
    discord.advance(5000);
    const { client: fresh } = await logIn(discord);
    await fresh.close();
  });
});
