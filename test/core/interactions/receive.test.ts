import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type LocalWorker, startLocalWorker } from '../../../scripts/local/worker.ts';
import { createSigner } from '../../support/signer.ts';

const GUILD = '1100000000000000001';
const signer = createSigner();
let worker: LocalWorker;
const logs: string[] = [];

before(async () => {
  worker = await startLocalWorker({
    port: 0,
    variables: { DISCORD_PUBLIC_KEY: signer.publicKey },
    onLog: (line) => logs.push(line),
  });
});
after(() => worker.close());

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  fetch(`${worker.url}/interactions`, { method: 'POST', body, headers });
const postSigned = (value: unknown) => {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return post(body, signer.headers(body));
};

const command = (over: Record<string, unknown> = {}) => ({
  type: 2,
  id: '1400000000000000001',
  application_id: '1200000000000000001',
  token: 'token-of-the-interaction',
  version: 1,
  guild_id: GUILD,
  channel_id: '1100000000000000002',
  member: {
    user: { id: '1000000000000000001', username: 'maya', global_name: 'Maya' },
    roles: [],
    permissions: '2147483648',
  },
  data: { id: '1', type: 1, name: 'ping' },
  locale: 'en-US',
  ...over,
});

describe('POST /interactions', () => {
  it('G02: answers PING only when Discord signed it', async () => {
    const body = '{"type":1}';
    const good = await post(body, signer.headers(body));
    assert.equal(good.status, 200);
    assert.match(good.headers.get('content-type') ?? '', /application\/json/);
    assert.deepEqual(await good.json(), { type: 1 });
  });

  const now = Date.now();
  const ping = '{"type":1}';
  const signed = signer.headers(ping);
  const unsigned: [name: string, body: string, headers: Record<string, string>][] = [
    ['no signature at all', ping, {}],
    ['no timestamp', ping, { 'x-signature-ed25519': signed['x-signature-ed25519'] ?? '' }],
    ['no signature header', ping, { 'x-signature-timestamp': signed['x-signature-timestamp'] ?? '' }],
    ['a changed body', '{"type":1 }', signed],
    [
      'a changed timestamp',
      ping,
      { ...signed, 'x-signature-timestamp': String(Math.floor(now / 1_000) + 1) },
    ],
    ['another key', ping, createSigner().headers(ping)],
    ['an empty signature', ping, { ...signed, 'x-signature-ed25519': '' }],
    ['a signature of ten bytes', ping, { ...signed, 'x-signature-ed25519': 'ab'.repeat(10) }],
    ['a signature of 65 bytes', ping, { ...signed, 'x-signature-ed25519': 'ab'.repeat(65) }],
    ['a signature that is no hex', ping, { ...signed, 'x-signature-ed25519': 'zz'.repeat(64) }],
    ['a signature of zeros', ping, { ...signed, 'x-signature-ed25519': '00'.repeat(64) }],
    ['a timestamp that is no number', ping, { ...signed, 'x-signature-timestamp': 'yesterday' }],
    ['a replay of six minutes ago', ping, signer.headers(ping, now - 6 * 60_000)],
    ['a timestamp six minutes ahead', ping, signer.headers(ping, now + 6 * 60_000)],
  ];
  for (const [name, body, headers] of unsigned) {
    it(`G02: refuses ${name} with 401`, async () => {
      assert.equal((await post(body, headers)).status, 401);
    });
  }

  it('G02: verifies the raw bytes, not a re-serialised body', async () => {
    const body = '{ "type" : 1, "note": "\\u00e4" }';
    assert.equal((await post(body, signer.headers(body))).status, 200);
  });

  it('lets the sender of five megabytes read that it is too much, on a connection used again as well', async () => {
    const body = JSON.stringify({ type: 1, pad: 'x'.repeat(5_000_000) });
    for (let time = 0; time < 4; time++) {
      const response = await post(body, signer.headers(body));
      assert.deepEqual([response.status, await response.text()], [413, 'too large']);
    }
    assert.equal((await postSigned({ type: 1 })).status, 200);
  });

  const malformed: [name: string, body: string, status: number][] = [
    ['nothing', '', 400],
    ['text that is no JSON', 'hello', 400],
    ['half a document', '{"type":2', 400],
    ['a number', '1', 400],
    ['null', 'null', 400],
    ['an array', '[]', 400],
    ['a type that is a text', '{"type":"2","id":"1","token":"x"}', 400],
    ['no token', '{"type":2,"id":"1"}', 400],
    ['arrays nested 50,000 deep', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 400],
    ['more than a megabyte', JSON.stringify({ type: 1, pad: 'x'.repeat(1_100_000) }), 413],
  ];
  for (const [name, body, status] of malformed) {
    it(`answers ${status} to ${name}, though it is signed`, async () => {
      assert.equal((await post(body, signer.headers(body))).status, status);
    });
  }

  it('answers 405 to other methods', async () => {
    assert.equal((await fetch(`${worker.url}/interactions`)).status, 405);
  });

  it('G01: answers an immediate command', async () => {
    const response = await postSigned(command());
    assert.equal(response.status, 200);
    const answer = (await response.json()) as { type: number; data: { flags: number; content: string } };
    assert.equal(answer.type, 4);
    assert.equal(answer.data.flags, 64);
    assert.ok(answer.data.content.length > 0);
  });

  const unknown: [name: string, payload: unknown][] = [
    ['a command', command({ data: { id: '1', type: 1, name: 'nobody-made-this' } })],
    ['a command called __proto__', command({ data: { id: '1', type: 1, name: '__proto__' } })],
    ['a command called constructor', command({ data: { id: '1', type: 1, name: 'constructor' } })],
    ['a message command', command({ data: { id: '1', type: 3, name: 'Add to nowhere', target_id: '1' } })],
    [
      'a button',
      command({ type: 3, message: { id: '5' }, data: { component_type: 2, custom_id: 'nobody:made:this' } }),
    ],
    [
      'a button called toString',
      command({ type: 3, message: { id: '5' }, data: { component_type: 2, custom_id: 'toString' } }),
    ],
    [
      'a button with a broken escape',
      command({ type: 3, message: { id: '5' }, data: { component_type: 2, custom_id: 'a:b:%E0%A4%A' } }),
    ],
    ['a modal', command({ type: 5, data: { custom_id: 'nobody:made', components: [] } })],
    ['a command without data', command({ data: undefined })],
    ['an interaction type of the future', command({ type: 99 })],
  ];
  for (const [name, payload] of unknown) {
    it(`G01: answers politely and only to the person: ${name} that nobody declares`, async () => {
      const response = await postSigned(payload);
      assert.equal(response.status, 200);
      const answer = (await response.json()) as { type: number; data: { flags: number; content: string } };
      assert.equal(answer.type, 4);
      assert.equal(answer.data.flags, 64);
      assert.match(answer.data.content, /older version/);
    });
  }

  it('answers an unknown autocomplete with no choices', async () => {
    const response = await postSigned(command({ type: 4 }));
    assert.deepEqual(await response.json(), { type: 8, data: { choices: [] } });
  });

  it('tells a person in a DM that commands work in servers', async () => {
    const { member, ...rest } = command();
    const response = await postSigned({ ...rest, guild_id: undefined, user: member.user });
    const answer = (await response.json()) as { data: { content: string } };
    assert.match(answer.data.content, /inside a server/);
  });

  it('never answers with a 5xx, whatever signed JSON arrives', async () => {
    const anyPayload = fc.oneof(
      fc.jsonValue(),
      fc.record({
        type: fc.oneof(fc.integer({ min: -1, max: 12 }), fc.jsonValue()),
        id: fc.oneof(fc.constant('1400000000000000001'), fc.jsonValue()),
        token: fc.oneof(fc.constant('t'), fc.jsonValue()),
        guild_id: fc.oneof(fc.constant(GUILD), fc.jsonValue()),
        member: fc.oneof(fc.constant(command().member), fc.jsonValue()),
        message: fc.jsonValue(),
        data: fc.oneof(
          fc.jsonValue(),
          fc.record({
            type: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.jsonValue()),
            name: fc.oneof(
              fc.constantFrom('ping', 'record', '__proto__', 'toString'),
              fc.string({ unit: 'binary' }),
            ),
            custom_id: fc.oneof(
              fc.constantFrom('records:save', 'a:b', '::', '__proto__:x'),
              fc.string({ unit: 'binary' }),
            ),
            options: fc.jsonValue(),
            resolved: fc.jsonValue(),
            target_id: fc.jsonValue(),
            values: fc.jsonValue(),
            components: fc.jsonValue(),
          }),
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(anyPayload, async (payload) => {
        const response = await postSigned(payload);
        assert.ok([200, 400].includes(response.status), `status ${response.status}`);
        await response.arrayBuffer();
      }),
      { numRuns: 300 },
    );
  });

  it('writes no token and no signature into the log', () => {
    assert.ok(logs.length > 0, 'the cases above log something');
    for (const line of logs) assert.doesNotMatch(line, /token-of-the-interaction/);
  });
});
