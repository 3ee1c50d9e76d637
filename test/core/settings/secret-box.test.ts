import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecretBox } from '../../../src/core/settings/secret-box.ts';

const key = (letter: string) => Buffer.alloc(32, letter).toString('base64');
const old = `k1:${key('a')}`;
const rotated = `k2:${key('b')},k1:${key('a')}`;

describe('the secret box', () => {
  it('opens what it sealed, and the sealed text does not show it', async () => {
    const box = createSecretBox(old);
    const sealed = await box.seal('hunter22-secret', 'settings:1');
    assert.doesNotMatch(sealed, /hunter22/);
    assert.equal(await box.open(sealed, 'settings:1'), 'hunter22-secret');
  });

  it('opens old secrets after a new key was put in front, and seals with the new one', async () => {
    const sealed = await createSecretBox(old).seal('x', 'p');
    assert.equal(await createSecretBox(rotated).open(sealed, 'p'), 'x');
    assert.match(await createSecretBox(rotated).seal('y', 'p'), /^sealed:k2:/);
  });

  it('refuses another purpose, an altered text and a key that is gone', async () => {
    const sealed = await createSecretBox(old).seal('x', 'guild 1');
    await assert.rejects(createSecretBox(old).open(sealed, 'guild 2'));
    await assert.rejects(createSecretBox(old).open(sealed.replace(/.{4}$/, 'AAAA'), 'guild 1'));
    await assert.rejects(createSecretBox(`k3:${key('c')}`).open(sealed, 'guild 1'), /k1/);
    await assert.rejects(createSecretBox(undefined).seal('x', 'p'), /ENCRYPTION_KEYS/);
  });

  it('never gives the same sealed text twice', async () => {
    const box = createSecretBox(old);
    assert.notEqual(await box.seal('x', 'p'), await box.seal('x', 'p'));
  });

  it('knows what it signed again, also after a new key was put in front, and nothing else', async () => {
    const signature = (await createSecretBox(old).sign('root', 'transcripts')) ?? '';
    assert.match(signature, /^k1:[0-9a-f]{64}$/);
    const box = createSecretBox(rotated);
    assert.equal(await box.isSigned('root', signature, 'transcripts'), true);
    assert.equal(await box.isSigned('Root', signature, 'transcripts'), false);
    assert.equal(await box.isSigned('root', signature, 'links'), false);
    assert.equal(await box.isSigned('root', signature.replace(/.$/, 'z'), 'transcripts'), false);
    assert.equal(await createSecretBox(`k3:${key('c')}`).isSigned('root', signature, 'transcripts'), false);
    assert.equal(await createSecretBox(undefined).sign('root', 'transcripts'), undefined);
  });
});
