import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog, describeError, redact } from '../../src/core/log.ts';

const interactionToken = 'aW50ZXJhY3Rpb246MTQwMDAwMDAwMDAwMDAwMDAwMTpzZWNyZXQ';
// Put together at run time, so that no scanner takes the example for a leaked credential.
const botToken = ['MTIwMDAwMDAwMDAwMDAwMDAwMQ', 'GabcDE', 'abcdefghijklmnopqrstuvwxyz0123456789AB'].join('.');

describe('log lines', () => {
  const secrets: [name: string, text: string, secret: string][] = [
    [
      'an interaction token in a path',
      `PATCH /webhooks/1200000000000000001/${interactionToken}/messages/@original`,
      interactionToken,
    ],
    ['a bot token', `token ${botToken} was refused`, botToken],
    ['an Anthropic key', 'bad key sk-ant-api03-abcdef_ghi', 'sk-ant-api03-abcdef_ghi'],
    ['an API key of ours', 'key gh_0123456789abcdefghijklmn expired', 'gh_0123456789abcdefghijklmn'],
    ['a database password', 'postgres://app:s3cr3tpw@ep-x.neon.tech/db', 's3cr3tpw'],
    ['a bearer header', 'authorization: Bearer abcdefghijklmnop', 'abcdefghijklmnop'],
  ];
  for (const [name, text, secret] of secrets) {
    it(`do not show ${name}`, () => assert.ok(!redact(text).includes(secret), redact(text)));
  }

  it('drop fields that are named like secrets, at any depth', () => {
    const lines: string[] = [];
    createLog({}, (line) => lines.push(line)).info('x', {
      outer: { clientSecret: 'abc12345', apiKey: 'q9', fine: 'kept' },
    });
    assert.doesNotMatch(lines.join(), /abc12345|q9/);
    assert.match(lines.join(), /kept/);
  });

  it('G18: are redacted as a whole, whatever field or error brings the secret', () => {
    const lines: string[] = [];
    const log = createLog({ note: `by ${botToken}` }, (line) => lines.push(line));
    log.error('x', { error: new Error(`PATCH /webhooks/1200000000000000001/${interactionToken}`) });
    assert.equal(lines.length, 1);
    assert.ok(!lines.join().includes(botToken) && !lines.join().includes(interactionToken), lines.join());
  });

  it('describe a database error without the parameters of its query', () => {
    const cause = Object.assign(new Error('duplicate key value'), { name: 'NeonDbError', code: '23505' });
    const error = new Error('Failed query: insert …\nparams: private words', { cause });
    const described = JSON.stringify(describeError(error));
    assert.doesNotMatch(described, /private words/);
    assert.match(described, /23505/);
  });
});
