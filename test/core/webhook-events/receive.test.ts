import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type LocalWorker, startLocalWorker } from '../../../scripts/local/worker.ts';
import { eventually } from '../../support/eventually.ts';
import { createSigner } from '../../support/signer.ts';

const signer = createSigner();
const logs: string[] = [];
let worker: LocalWorker;
before(async () => {
  worker = await startLocalWorker({
    port: 0,
    variables: { DISCORD_PUBLIC_KEY: signer.publicKey },
    onLog: (line) => logs.push(line),
  });
});
after(() => worker.close());

type Body = string | Uint8Array<ArrayBuffer>;
const post = (body: Body, headers: Record<string, string>) =>
  fetch(`${worker.url}/discord/events`, { method: 'POST', body, headers });
const postSigned = (body: Body) => post(body, signer.headers(body));
const event = (type: string, data: unknown) =>
  JSON.stringify({
    version: 1,
    application_id: '1200000000000000001',
    type: 1,
    event: { type, timestamp: new Date().toISOString().replace('Z', '000'), data },
  });
const PING = '{"version":1,"application_id":"1200000000000000001","type":0}';

describe('POST /discord/events', () => {
  it('G02: acknowledges a signed PING with an empty 204', async () => {
    const response = await postSigned(PING);
    assert.equal(response.status, 204);
    assert.equal(await response.text(), '');
  });

  const now = Date.now();
  const right = signer.headers(PING);
  const signature = right['x-signature-ed25519'] ?? '';
  const timestamp = right['x-signature-timestamp'] ?? '';
  const unsigned: [name: string, body: Body, headers: Record<string, string>][] = [
    ['no signature at all', PING, {}],
    ['no timestamp', PING, { 'x-signature-ed25519': signature }],
    ['no signature header', PING, { 'x-signature-timestamp': timestamp }],
    ['a changed body', PING.replace('0}', '1}'), right],
    ['a changed timestamp', PING, { ...right, 'x-signature-timestamp': String(Number(timestamp) + 1) }],
    ['the key of another application', PING, createSigner().headers(PING)],
    ['an empty signature', PING, { ...right, 'x-signature-ed25519': '' }],
    ['a signature of ten bytes', PING, { ...right, 'x-signature-ed25519': 'ab'.repeat(10) }],
    ['a signature of 65 bytes', PING, { ...right, 'x-signature-ed25519': `${signature}00` }],
    ['a signature that is no hex', PING, { ...right, 'x-signature-ed25519': 'zz'.repeat(64) }],
    ['a signature of zeros', PING, { ...right, 'x-signature-ed25519': '00'.repeat(64) }],
    ['a timestamp that is no number', PING, { ...right, 'x-signature-timestamp': 'yesterday' }],
    ['a replay of six minutes ago', PING, signer.headers(PING, now - 6 * 60_000)],
    ['a timestamp six minutes ahead', PING, signer.headers(PING, now + 6 * 60_000)],
    ['a byte-order mark before what was signed', Buffer.from(`\ufeff${PING}`), right],
    [
      'a signature over the text that broken bytes read as',
      Buffer.from('{"type":0,"a":"\xff"}', 'latin1'),
      signer.headers('{"type":0,"a":"\ufffd"}'),
    ],
  ];
  for (const [name, body, headers] of unsigned) {
    it(`G02: refuses ${name} with 401`, async () => {
      assert.equal((await post(body, headers)).status, 401);
    });
  }

  it('G02: verifies the raw bytes, not a re-serialised body', async () => {
    assert.equal((await postSigned('{ "type" : 0, "note": "\\u00e4" }')).status, 204);
  });

  const malformed: [name: string, body: string, status: number][] = [
    ['nothing', '', 400],
    ['text that is no JSON', 'hello', 400],
    ['null', 'null', 400],
    ['a type that is a text', '{"type":"0"}', 400],
    ['the PING of interactions, an event without its event', '{"type":1}', 400],
    ['an event without a type', '{"type":1,"event":{"data":{}}}', 400],
    ['a kind of message that does not exist', '{"type":2,"event":{"type":"X"}}', 400],
    ['arrays nested 20,000 deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 400],
    ['more than a queue takes', event('X', { pad: 'x'.repeat(110_000) }), 413],
  ];
  for (const [name, body, status] of malformed) {
    it(`answers ${status} to ${name}, though it is signed`, async () => {
      assert.equal((await postSigned(body)).status, status);
    });
  }

  it('answers 405 to other methods, and says which one it takes', async () => {
    const response = await fetch(`${worker.url}/discord/events`);
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST']);
  });

  const logged = (type: string, says: RegExp) =>
    eventually(`${type} is logged`, async () =>
      logs.some((line) => line.includes(`"type":"${type}"`) && says.test(line)),
    );

  it('acknowledges and logs events that it does not know', async () => {
    for (const type of ['ENTITLEMENT_UPDATE', 'SOMETHING_NEW', '__proto__']) {
      assert.equal((await postSigned(event(type, { user: { id: 'x' } }))).status, 204);
      await logged(type, /nobody hears/);
    }
  });

  it('acknowledges and logs events that are not as Discord describes them, and tries them no more', async () => {
    for (const data of [undefined, null, {}, { user: { id: "' or 1=1" } }]) {
      assert.equal((await postSigned(event('APPLICATION_DEAUTHORIZED', data))).status, 204);
    }
    const wrong = () => logs.filter((line) => line.includes('not as described'));
    await eventually('each is logged', async () => wrong().length >= 4);
    assert.equal(wrong().length, 4);
  });
});
