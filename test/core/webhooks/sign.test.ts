import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { isSigningSecret, newSigningSecret, signBody } from '../../../src/core/webhooks/sign.ts';

describe('signatures', () => {
  const timestamp = new Date();
  const body = '{"type":"record.created","data":{"title":"Ö „quoted“"}}';

  it('F02: what we sign is what the standard library signs, byte for byte', async () => {
    const secret = newSigningSecret();
    const signed = await signBody([secret], { id: 'msg_1', timestamp, body });
    const seconds = Math.floor(timestamp.getTime() / 1_000) * 1_000;
    assert.equal(signed['webhook-signature'], new Webhook(secret).sign('msg_1', new Date(seconds), body));
    assert.deepEqual(new Webhook(secret).verify(body, { ...signed }), JSON.parse(body));
    assert.throws(() => new Webhook(secret).verify(`${body} `, { ...signed }));
    assert.throws(() => new Webhook(secret).verify(body, { ...signed, 'webhook-id': 'msg_2' }));
  });

  it('while a secret is rotated, both the old and the new one verify', async () => {
    const [old, fresh] = [newSigningSecret(), newSigningSecret()];
    const signed = await signBody([fresh, old], { id: 'msg_1', timestamp, body });
    for (const secret of [old, fresh]) new Webhook(secret).verify(body, { ...signed });
    assert.throws(() => new Webhook(newSigningSecret()).verify(body, { ...signed }));
  });

  it('takes secrets of 24 to 64 bytes only', () => {
    const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
    assert.deepEqual(
      [23, 24, 64, 65].map((bytes) => isSigningSecret(of(bytes))),
      [false, true, true, false],
    );
    assert.equal(isSigningSecret(newSigningSecret()), true);
    assert.equal(isSigningSecret('whsec_%%%'), false);
    assert.equal(isSigningSecret(of(32).slice(6)), false);
  });
});
