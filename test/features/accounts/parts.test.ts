import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hashCode, looksLikeCode, newCode } from '../../../src/features/accounts/link-code.ts';
import { matchName, searchedName } from '../../../src/features/accounts/match-name.ts';
import { isSignedBy } from '../../../src/features/accounts/sign-link.ts';

describe('one-time codes as people type them', () => {
  it('hash alike whatever case, spaces, dashes and mistakable letters they are typed with', async () => {
    for (let round = 0; round < 50; round++) {
      const code = newCode();
      const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
      assert.ok(looksLikeCode(typed), typed);
      assert.equal(await hashCode(typed), await hashCode(code));
    }
  });

  it('use every sign, never repeat, and are told from anything else', () => {
    const codes = Array.from({ length: 200 }, newCode);
    assert.equal(new Set(codes).size, codes.length);
    assert.equal(new Set(codes.join('').replaceAll('-', '')).size, 32);
    for (const text of ['', 'abc', newCode().slice(1), `${newCode()}0`, newCode().replace(/.$/, 'U')])
      assert.ok(!looksLikeCode(text), text);
    fc.assert(fc.property(fc.string(), (text) => !looksLikeCode(text)));
  });
});

describe('user names that an account states', () => {
  const table: [stated: string, username: string, expected: string | undefined][] = [
    ['robin.flips', 'robin.flips', 'exact'],
    ['@robin.flips', 'robin.flips', 'exact'],
    ['robin.flips#0042', 'robin.flips', 'exact'],
    ['Robin_Flips', 'robin.flips', 'normalised'],
    ['röbin', 'robin', 'normalised'],
    ['robin', 'robin2', undefined],
    ['r.', 'r', undefined],
    ['__', '..', undefined],
    ['', 'robin', undefined],
  ];
  for (const [stated, username, expected] of table)
    it(`“${stated}” and “${username}” are ${expected ?? 'no match'}`, () =>
      assert.equal(matchName(stated, username), expected));

  it('are looked for by what stands before the first sign that may differ', () => {
    assert.deepEqual(['@robin.flips', 'Kim#1234', '...'].map(searchedName), ['robin', 'Kim', '']);
  });
});

describe('the guide’s sample for signed links', () => {
  it('makes addresses whose signature is the one that Guildhall expects', async () => {
    const guide = readFileSync('docs/linking-accounts.md', 'utf8');
    const sample = /```ts\n([\s\S]+?)```/.exec(guide)?.[1] ?? '';
    const file = join(mkdtempSync(join(tmpdir(), 'guide-')), 'sample.ts');
    writeFileSync(file, sample);
    const { linkAddress } = (await import(file)) as {
      linkAddress(at: string, guildId: string, secret: string, who: { id: string; name: string }): string;
    };
    const secret = 'a-link-secret-of-forty-random-characters';
    const guildId = '1000000000000000001';
    const url = new URL(
      linkAddress('https://guildhall.example.org', guildId, secret, { id: 'cus 1', name: 'Ö & Co' }),
    );
    assert.equal(url.pathname, `/link/${guildId}`);
    const said = Object.fromEntries(url.searchParams) as Record<'account' | 'name' | 'nonce' | 'sig', string>;
    const link = { ...said, guildId, exp: Number(url.searchParams.get('exp')) };
    assert.equal(said.account, 'cus 1');
    assert.ok(await isSignedBy(secret, link, said.sig));
    assert.ok(!(await isSignedBy(`${secret}x`, link, said.sig)));
    assert.ok(!(await isSignedBy(secret, { ...link, name: 'Ö & Co.' }, said.sig)));
  });
});
