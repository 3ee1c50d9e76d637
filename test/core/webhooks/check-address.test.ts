import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkAddress, isPublicAddress } from '../../../src/core/webhooks/check-address.ts';

const refused = [
  'http://example.com/hook',
  'ftp://example.com/hook',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'example.com/hook',
  'https://user:secret@example.com/',
  'https://user@example.com/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://0/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://169.254.170.2/v2/credentials',
  'https://100.64.0.1/',
  'https://100.100.100.200/latest/meta-data/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://198.18.0.1/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://[::127.0.0.1]/',
  'https://[fe80::1]/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://[ff02::1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[2001:db8::1]/',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://hooks.localhost/',
  'https://printer.local/',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://router.lan/',
  'https://intranet/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://example.com:22/',
  'https://example.com:25/',
  'https://example.com:6379/',
  'https://example.com:2375/',
  `https://example.com/${'a'.repeat(2_000)}`,
  'https://',
  '',
];

const taken = [
  'https://example.com/hook',
  'https://example.com:8443/hook?key=1',
  'https://93.184.216.34/',
  'https://[2606:2800:220:1:248:1893:25c8:1946]/',
  'https://127.0.0.1.example.com/',
  'https://internal.example.com/',
  'https://müller.example/',
];

describe('addresses of endpoints', () => {
  for (const url of refused) {
    it(`F15: refuses ${url.slice(0, 60) || 'nothing'}`, () => {
      const checked = checkAddress(url, { localRun: false });
      assert.equal(checked.ok, false);
      assert.ok(!checked.ok && checked.problem.endsWith('.'), 'and says why');
    });
  }

  for (const url of taken) {
    it(`takes ${url}`, () => assert.equal(checkAddress(url, { localRun: false }).ok, true));
  }

  it('takes http at 127.0.0.1 only where Guildhall itself runs there', () => {
    assert.equal(checkAddress('http://127.0.0.1:8080/x', { localRun: true }).ok, true);
    assert.equal(checkAddress('http://localhost:8080/x', { localRun: true }).ok, true);
    for (const url of [
      'http://127.0.0.2/',
      'http://10.0.0.1/',
      'http://example.com/',
      'http://[::1]/',
      'http://u:p@127.0.0.1/',
    ]) {
      assert.equal(checkAddress(url, { localRun: true }).ok, false, url);
    }
    assert.equal(checkAddress('http://127.0.0.1:8080/x', { localRun: false }).ok, false);
  });

  it('F15: no spelling of a private IPv4 address is taken', () => {
    const private4 = fc.oneof(
      fc.tuple(fc.constant(10), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(127), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), fc.nat(255), fc.nat(255)),
    );
    fc.assert(
      fc.property(private4, (parts) => {
        const number = parts.reduce((sum, part) => sum * 256 + part, 0);
        const [a, b, c, d] = parts;
        const spellings = [
          parts.join('.'),
          `${number}`,
          `0x${number.toString(16)}`,
          `0${number.toString(8)}`,
          `${a}.${b * 65_536 + c * 256 + d}`,
          `0x${a.toString(16)}.${b}.0${c.toString(8)}.${d}`,
          `[::ffff:${parts.join('.')}]`,
          `[::ffff:${Math.floor(number / 65_536).toString(16)}:${(number % 65_536).toString(16)}]`,
          `[64:ff9b::${parts.join('.')}]`,
        ];
        for (const host of spellings)
          assert.equal(checkAddress(`https://${host}/`, { localRun: false }).ok, false, host);
        assert.equal(isPublicAddress(parts.join('.')), false);
      }),
      { numRuns: 200 },
    );
  });

  it('knows public addresses, and takes nonsense for none', () => {
    for (const ip of [
      '1.1.1.1',
      '8.8.8.8',
      '172.15.0.1',
      '172.32.0.1',
      '2606:4700::1111',
      '2001:4860:4860::8888',
    ]) {
      assert.equal(isPublicAddress(ip), true, ip);
    }
    for (const ip of ['', 'x', '1.2.3', '1.2.3.4.5', '256.1.1.1', '::', '1::2::3', 'cname.example.com']) {
      assert.equal(isPublicAddress(ip), false, ip);
    }
  });
});
