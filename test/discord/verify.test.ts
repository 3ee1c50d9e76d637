import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createVerifier } from '../../src/discord/verify.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const publicKeyHex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
const NOW = 1_800_000_000_000;
const TIMESTAMP = String(NOW / 1_000);

function signed(body: Uint8Array, timestamp: string): string {
  return sign(null, Buffer.concat([Buffer.from(timestamp), body]), privateKey).toString('hex');
}

describe('signatures of interactions', () => {
  const verify = createVerifier(publicKeyHex);
  const body = new TextEncoder().encode('{"type":1,"name":"Größe"}');

  it('accepts exactly the bytes that were signed, as buffer or as view into a larger one', async () => {
    const signature = signed(body, TIMESTAMP);
    const larger = new Uint8Array(body.length + 8);
    larger.set(body, 4);
    assert.equal(await verify(body, signature, TIMESTAMP, NOW), true);
    assert.equal(await verify(new Uint8Array(body).buffer, signature.toUpperCase(), TIMESTAMP, NOW), true);
    assert.equal(await verify(larger.subarray(4, 4 + body.length), signature, TIMESTAMP, NOW), true);
    assert.equal(await verify(larger, signature, TIMESTAMP, NOW), false);
  });

  it('refuses one changed bit of body, signature or timestamp', async () => {
    const signature = signed(body, TIMESTAMP);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: body.length * 8 - 1 }), async (bit) => {
        const changed = Uint8Array.from(body, (byte, at) =>
          at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte,
        );
        assert.equal(await verify(changed, signature, TIMESTAMP, NOW), false);
      }),
      { numRuns: 50 },
    );
    assert.equal(await verify(body, signature, String(NOW / 1_000 + 1), NOW), false);
    const other = (signature.startsWith('0') ? '1' : '0') + signature.slice(1);
    assert.equal(await verify(body, other, TIMESTAMP, NOW), false);
  });

  it('never throws, whatever the headers hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.string({ maxLength: 140, unit: 'binary' })),
        fc.option(fc.oneof(fc.string(), fc.integer().map(String))),
        fc.uint8Array(),
        async (signature, timestamp, bytes) => {
          assert.equal(await verify(bytes, signature, timestamp, NOW), false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses a timestamp more than five minutes old or early, though the signature is right', async () => {
    for (const [seconds, accepted] of [
      [-301, false],
      [-300, true],
      [300, true],
      [301, false],
    ] as const) {
      const timestamp = String(NOW / 1_000 + seconds);
      assert.equal(await verify(body, signed(body, timestamp), timestamp, NOW), accepted, `${seconds} s`);
    }
    for (const timestamp of ['', '1e9', '-1', ' 1800000000', '1800000000.0', '0x6b49d200']) {
      assert.equal(await verify(body, signed(body, timestamp), timestamp, NOW), false, timestamp);
    }
  });

  it('says at once that a public key is not one, and refuses everything for one that is no point', async () => {
    for (const key of ['', 'abc', publicKeyHex.slice(1), `${publicKeyHex}00`, 'zz'.repeat(32)]) {
      assert.throws(() => createVerifier(key), /DISCORD_PUBLIC_KEY/);
    }
    const broken = createVerifier('ff'.repeat(32));
    assert.equal(await broken(body, signed(body, TIMESTAMP), TIMESTAMP, NOW), false);
  });
});
