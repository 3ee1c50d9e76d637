import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { verifyKey } from 'discord-interactions';
import fc from 'fast-check';
import { createVerifier } from '../../src/discord/verify.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const publicKeyHex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
const NOW = 1_800_000_000_000;
const TIMESTAMP = String(NOW / 1_000);

function signed(body: string, timestamp: string): string {
  return sign(null, Buffer.from(timestamp + body), privateKey).toString('hex');
}

describe('signatures of interactions', () => {
  const verify = createVerifier(publicKeyHex);
  const body = '{"type":1,"name":"Größe"}';

  it('accepts exactly the text that was signed, by hex digits of either case', async () => {
    const signature = signed(body, TIMESTAMP);
    assert.equal(await verify(body, signature, TIMESTAMP, NOW), true);
    assert.equal(await verify(body, signature.toUpperCase(), TIMESTAMP, NOW), true);
    assert.equal(await verify(`${body} `, signature, TIMESTAMP, NOW), false);
    assert.equal(await verify(body.slice(1), signature, TIMESTAMP, NOW), false);
  });

  it('refuses one changed character of body or signature, and another timestamp', async () => {
    const signature = signed(body, TIMESTAMP);
    for (let at = 0; at < body.length; at++) {
      const other = String.fromCharCode(body.charCodeAt(at) ^ 1);
      assert.equal(
        await verify(body.slice(0, at) + other + body.slice(at + 1), signature, TIMESTAMP, NOW),
        false,
      );
    }
    assert.equal(await verify(body, signature, String(NOW / 1_000 + 1), NOW), false);
    const other = (signature.startsWith('0') ? '1' : '0') + signature.slice(1);
    assert.equal(await verify(body, other, TIMESTAMP, NOW), false);
  });

  it('G02: says what verifyKey of discord-interactions says, of true, altered and foreign signatures', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.constantFrom('as it is', 'text', 'signature', 'moved'),
        fc.nat({ max: 127 }),
        async (text, altered, at) => {
          const signature = signed(text, TIMESTAMP);
          const digit = signature[at] === '0' ? '1' : '0';
          const given = {
            text: altered === 'text' ? `${text}.` : text,
            signature:
              altered === 'signature' ? signature.slice(0, at) + digit + signature.slice(at + 1) : signature,
            timestamp: altered === 'moved' ? `${TIMESTAMP}0` : TIMESTAMP,
          };
          const expected = await verifyKey(given.text, given.signature, given.timestamp, publicKeyHex);
          const got = await verify(given.text, given.signature, given.timestamp, NOW);
          assert.equal(got, expected, altered);
          if (got) accepted++;
        },
      ),
      { numRuns: 200 },
    );
    assert.ok(accepted > 20, 'true signatures were among them');
  });

  it('never throws, whatever the headers hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.string({ maxLength: 140, unit: 'binary' })),
        fc.option(fc.oneof(fc.string(), fc.integer().map(String))),
        fc.string({ unit: 'binary' }),
        async (signature, timestamp, text) => {
          assert.equal(await verify(text, signature, timestamp, NOW), false);
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
