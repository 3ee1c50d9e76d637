import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createInflate, createZstdDecompress } from 'node:zlib';
import { WebSocket } from 'ws';
import { demo, type Harness, startHarness } from './discord/harness.ts';
import { ALLOWED, BareClient, INTENTS, identifyData, logIn } from './gateway-client.ts';

describe('the gateway: handshake, limits and close codes', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
  });
  after(() => discord.close());
  beforeEach(() => discord.control.reset());

  const open = (query?: string) => BareClient.open(discord, { query });
  const greeted = async () => {
    const client = await open();
    await client.next(10);
    return client;
  };

  it('greets, answers an identify with READY and every guild, and tells messages with their member', async () => {
    const { client, ready } = await logIn(discord);
    const [hello] = client.frames;
    assert.deepEqual([hello?.op, hello?.t, hello?.s, hello?.d.heartbeat_interval], [10, null, null, 41_250]);
    assert.deepEqual([ready.s, ready.d.v, ready.d.shard], [1, 10, undefined]);
    assert.equal(ready.d.user.id, discord.applicationId);
    assert.equal(ready.d.application.id, discord.applicationId);
    assert.match(ready.d.resume_gateway_url, /^ws:\/\/127\.0\.0\.1:\d+\/resume\/\w+$/);
    const { guilds } = discord.state.data;
    assert.deepEqual(
      ready.d.guilds,
      [...guilds.keys()].map((id) => ({ id, unavailable: true })),
    );
    for (const { id } of ready.d.guilds) {
      const { d } = await client.next('GUILD_CREATE');
      assert.deepEqual([d.id, d.unavailable, d.member_count], [id, false, guilds.get(id)?.members.size]);
    }
    const said = discord.control.message({
      channel_id: demo.channels.parts,
      author_id: demo.users.emil.id,
      content: 'hello gateway',
    });
    const { d } = await client.next('MESSAGE_CREATE');
    assert.deepEqual(
      [d.id, d.content, d.guild_id, d.author.id, d.member.user],
      [said.id, 'hello gateway', demo.guilds.workshop.id, demo.users.emil.id, undefined],
    );
    assert.ok(Array.isArray(d.member.roles));
    client.send(1, client.seq);
    assert.equal((await client.next(11)).d, null);
    await client.close();
  });

  const identify = (more: Record<string, unknown>) => async () => {
    const client = await greeted();
    client.send(2, identifyData(discord, more));
    return client;
  };
  const loggedInThen = (act: (client: BareClient) => void) => async () => {
    const { client } = await logIn(discord);
    act(client);
    return client;
  };
  const greetedThen = (act: (client: BareClient) => void) => async () => {
    const client = await greeted();
    act(client);
    return client;
  };
  const times = (count: number, act: () => void) => {
    for (let done = 0; done < count; done += 1) act();
  };

  const refusals: [what: string, code: number, run: () => Promise<BareClient>][] = [
    ['another API version', 4012, () => open('v=9&encoding=json')],
    ['no API version', 4012, () => open('encoding=json')],
    ['an encoding other than JSON', 4002, () => open('v=10&encoding=etf')],
    ['an unknown compression', 4002, () => open('v=10&encoding=json&compress=lz4')],
    ['what is not JSON', 4002, greetedThen((client) => client.raw('{"op":'))],
    ['a payload without an opcode', 4002, greetedThen((client) => client.raw('{"d":1}'))],
    ['a payload of 4097 bytes', 4002, greetedThen((client) => client.raw(`{"op":1,"d":null}`.padEnd(4097)))],
    ['an unknown opcode', 4001, greetedThen((client) => client.send(99, null))],
    ['an opcode that only the gateway sends', 4001, greetedThen((client) => client.send(10, null))],
    ['a presence before an identify', 4003, greetedThen((client) => client.send(3, {}))],
    ['a request for members before an identify', 4003, greetedThen((client) => client.send(8, {}))],
    ['an identify without properties', 4002, identify({ properties: undefined })],
    ['an identify without a token', 4002, identify({ token: undefined })],
    ['a large_threshold out of bounds', 4002, identify({ large_threshold: 251 })],
    ['a wrong token', 4004, identify({ token: 'no.such.token' })],
    ['a shard beyond the count', 4010, identify({ shard: [2, 2] })],
    ['a shard that is none', 4010, identify({ shard: ['0', 1] })],
    ['no intents', 4013, identify({ intents: undefined })],
    ['an intent that does not exist', 4013, identify({ intents: 1 << 19 })],
    ['a privileged intent that is not switched on', 4014, identify({ intents: 1 | INTENTS.presences })],
    ['a second identify', 4005, loggedInThen((client) => client.send(2, identifyData(discord)))],
    [
      'a resume after an identify',
      4005,
      loggedInThen((client) => client.send(6, { token: discord.botToken, session_id: 'x', seq: 1 })),
    ],
    [
      'a resume without a session',
      4002,
      greetedThen((client) => client.send(6, { token: discord.botToken })),
    ],
    [
      'a resume with a wrong token',
      4004,
      greetedThen((client) => client.send(6, { token: 'no', session_id: 'x', seq: 1 })),
    ],
    ['a heartbeat of words', 4002, greetedThen((client) => client.send(1, 'soon'))],
    [
      'the 121st payload within a minute',
      4008,
      loggedInThen((client) => times(120, () => client.send(1, null))),
    ],
  ];
  for (const [what, code, run] of refusals) {
    it(`closes with ${code} upon ${what}`, async () => {
      assert.equal((await (await run()).closed).code, code);
    });
  }

  it('takes 120 payloads a minute, each minute', async () => {
    const { client } = await logIn(discord);
    times(118, () => client.send(1, null));
    await client.dispatched();
    discord.advance(60_000);
    times(119, () => client.send(1, null));
    await client.dispatched();
    await client.close();
  });

  it('takes privileged intents once the application has them, in either form', async () => {
    const { application } = discord.state.data;
    for (const [intent, flags] of [
      [INTENTS.presences, [1 << 12, 1 << 13]],
      [INTENTS.members, [1 << 14, 1 << 15]],
      [INTENTS.content, [1 << 18, 1 << 19]],
    ] as const) {
      application.flags = 0;
      assert.equal((await (await identify({ intents: 1 | intent })()).closed).code, 4014);
      for (const flag of flags) {
        application.flags = flag;
        discord.advance(5000);
        const { client } = await logIn(discord, { intents: 1 | intent });
        await client.close();
      }
    }
  });

  it('closes with 4011 when more shards are required, and tells how many', async () => {
    discord.control.gateway.configure({ shards: 4, requiredShards: 4 });
    assert.equal((await discord.api('GET', '/gateway/bot')).body.shards, 4);
    assert.equal((await (await identify({ shard: [0, 2] })()).closed).code, 4011);
    assert.equal((await (await identify({})()).closed).code, 4011);
    const { client, ready } = await logIn(discord, { shard: [3, 4] });
    assert.deepEqual(ready.d.shard, [3, 4]);
    await client.close();
  });

  it('closes a client that stops its heartbeats with 4009 and ends its session', async () => {
    discord.control.gateway.configure({ heartbeatIntervalMs: 30 });
    const { client } = await logIn(discord);
    assert.equal(client.frames[0]?.d.heartbeat_interval, 30);
    assert.equal((await client.closed).code, 4009);
    assert.deepEqual(discord.control.gateway.report().sessions, []);
  });

  it('answers the second identify within five seconds by opcode 9, per key of max_concurrency', async () => {
    discord.control.gateway.configure({ maxConcurrency: 2 });
    const first = await logIn(discord, { shard: [0, 4] });
    const second = await logIn(discord, { shard: [1, 4] });
    const third = await identify({ shard: [2, 4] })();
    assert.equal((await third.next(9)).d, false);
    discord.advance(4999);
    third.send(2, identifyData(discord, { shard: [2, 4] }));
    assert.equal((await third.next(9)).d, false);
    discord.advance(1);
    third.send(2, identifyData(discord, { shard: [2, 4] }));
    assert.deepEqual((await third.next('READY')).d.shard, [2, 4]);
    const { limit } = discord.control.gateway.report();
    assert.deepEqual([limit.remaining, limit.max_concurrency], [995, 2]);
    for (const client of [first.client, second.client, third]) await client.close();
  });

  it('counts identifies for a day, as /gateway/bot tells', async () => {
    const limit = async () => (await discord.api('GET', '/gateway/bot')).body.session_start_limit;
    const full = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
    assert.deepEqual(await limit(), full);
    await (await logIn(discord)).client.close();
    discord.advance(60_000);
    assert.deepEqual(await limit(), { ...full, remaining: 999, reset_after: 86_340_000 });
    assert.equal((await (await identify({ token: 'wrong' })()).closed).code, 4004);
    assert.deepEqual((await limit())?.remaining, 999);
    discord.advance(86_340_000);
    assert.deepEqual(await limit(), full);
  });

  it('ends every session and the token when the identifies of a day are used up', async () => {
    const { client } = await logIn(discord);
    const token = discord.state.data.botToken;
    discord.control.gateway.budget({ remaining: 0 });
    discord.advance(5000);
    const late = await identify({})();
    assert.deepEqual([(await late.closed).code, (await client.closed).code], [4004, 4004]);
    assert.notEqual(discord.state.data.botToken, token);
    assert.equal((await discord.api('GET', '/users/@me')).status, 401);
    assert.deepEqual(discord.control.gateway.report().sessions, []);
  });

  it('refuses upgrades as told, and those of other paths', async () => {
    const status = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 101,
        (error: Error) => Number(/\d{3}/.exec(error.message)?.[0]),
      );
    discord.control.gateway.refuse({ status: 503, times: 2 });
    assert.deepEqual([await status(open()), await status(open()), await status(open())], [503, 503, 101]);
    discord.control.gateway.refuse({ status: 401 });
    assert.deepEqual([await status(open()), await status(open())], [401, 401]);
    discord.control.gateway.accept();
    assert.equal(await status(open()), 101);
    for (const path of ['/elsewhere', '//'])
      assert.equal(await status(BareClient.open(discord, { path })), 404);
    discord.control.gateway.refuse({ times: 1 });
    const unanswered = new WebSocket(`${discord.gatewayUrl}/?v=10`, { handshakeTimeout: 100 });
    const [error] = await once(unanswered, 'error');
    assert.match(error.message, /timed out/);
    assert.equal(await status(open()), 101);
  });

  for (const [compress, create] of [
    ['zlib-stream', createInflate],
    ['zstd-stream', createZstdDecompress],
  ] as const) {
    it(`compresses the whole connection by ${compress}`, async () => {
      const options = { query: `v=10&encoding=json&compress=${compress}`, decompress: create() };
      const { client, ready } = await logIn(discord, {}, options);
      assert.equal(ready.d.v, 10);
      for (const { id } of ready.d.guilds) assert.equal((await client.next('GUILD_CREATE')).d.id, id);
      const content = 'ä'.repeat(1900);
      discord.control.message({ channel_id: demo.channels.parts, author_id: demo.users.emil.id, content });
      assert.equal((await client.next('MESSAGE_CREATE')).d.content, content);
      await client.close();
    });
  }

  it('can be watched and disturbed over HTTP', async () => {
    const { client } = await logIn(discord, { intents: ALLOWED });
    const control = async (method: string, path = '', body?: unknown) => {
      const response = await fetch(`${discord.url}/_control/gateway${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return text === '' ? undefined : JSON.parse(text);
    };
    const report = await control('GET');
    assert.equal(report.sessions[0].state, 'connected');
    assert.ok(report.sessions[0].intentNames.includes('MessageContent'));
    assert.equal(report.connections[0].session, report.sessions[0].id);
    const [asked] = await control('GET', '/received?op=2');
    assert.deepEqual([asked.d.token, asked.d.intents], ['[redacted]', ALLOWED]);
    assert.equal((await control('POST', '/configure', { shards: 3 })).shards, 3);
    assert.equal((await control('POST', '/budget', { remaining: 7 })).remaining, 7);
    assert.equal(await control('POST', '/close', { code: 4000, reason: 'Told to.' }), 1);
    assert.deepEqual(await client.closed, { code: 4000, reason: 'Told to.' });
    assert.equal((await control('GET')).sessions[0].state, 'detached');
  });
});
