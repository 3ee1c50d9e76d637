import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type LocalWorker, startLocalWorker } from '../../../scripts/local/worker.ts';
import { createSigner } from '../../support/signer.ts';

describe('the signature of an interaction', () => {
  const signer = createSigner();
  let worker: LocalWorker;
  before(async () => {
    worker = await startLocalWorker({ port: 0, variables: { DISCORD_PUBLIC_KEY: signer.publicKey } });
  });
  after(() => worker.close());

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
    fetch(`${worker.url}/interactions`, { method: 'POST', body, headers });

  const bytes: [name: string, body: Uint8Array<ArrayBuffer>][] = [
    ['a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, ...Buffer.from('{"type":1}')])],
    ['bytes that are no UTF-8', new Uint8Array(Buffer.from('{"type":1,"x":"\xff\xc3("}', 'latin1'))],
    ['half a surrogate pair', new Uint8Array(Buffer.from('{"type":1,"x":"\xed\xa0\x80"}', 'latin1'))],
  ];
  // Discord sends clean UTF-8. What is verified is the text that will be read, so nothing else can slip in between.
  for (const [name, body] of bytes) {
    it(`G02: over ${name} counts for nothing, nor for the text that the bytes read as`, async () => {
      const signature = signer.headers(body);
      assert.equal((await post(body, signature)).status, 401);
      assert.equal((await post(new TextDecoder().decode(body), signature)).status, 401);
    });
  }
});
