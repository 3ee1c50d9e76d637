import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { RATE_LIMITS } from '../../src/core/http/rate-limit.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

/** Enough to fill a window on a slow machine. */
const AT_ONCE = 20;

describe('rate limits', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp({ rateLimits: true });
  });
  after(() => app.close());

  /** Sends, several at once, until one is refused; how many went through before, and the refusal. */
  async function flood(
    send: () => Promise<Response>,
    most: number,
  ): Promise<[through: number, last: Response]> {
    for (let through = 0; ; ) {
      const responses = await Promise.all(Array.from({ length: AT_ONCE }, send));
      const refused = responses.filter(({ status }) => status === 429);
      through += responses.length - refused.length;
      for (const response of responses) if (response !== refused[0]) await response.body?.cancel();
      if (refused[0]) return [through, refused[0]];
      assert.ok(through < most, `${through} requests went through`);
    }
  }

  async function checkRefusal(response: Response, period: number): Promise<void> {
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.equal(response.headers.get('retry-after'), String(period));
    assert.match(response.headers.get('ratelimit') ?? '', /^"\w+";r=0;t=\d+$/);
    assert.match(response.headers.get('ratelimit-policy') ?? '', /^"\w+";q=\d+;w=\d+$/);
    const body = await response.json();
    assert.deepEqual([body.code, body.retryable], ['rate_limited', true]);
    assert.match(body.detail, /Wait \d+ seconds/);
  }

  it('E16: hold for each key by itself, with 429 and Retry-After', async () => {
    const { id } = app.newGuild();
    const call = (key: string) => () =>
      fetch(`${app.url}/api/v1/guilds/${id}/records?limit=1`, {
        headers: { authorization: `Bearer ${key}` },
      });
    const { limit, period } = RATE_LIMITS.key;
    // A window may end while the first requests are sent.
    const [through, refused] = await flood(call(await app.apiKey(id)), limit * 3);
    assert.ok(through >= limit, `${through} requests went through`);
    await checkRefusal(refused, period);
    const other = await call(await app.apiKey(id))();
    assert.equal(other.status, 200);
    assert.match(other.headers.get('ratelimit-policy') ?? '', /^"key";q=100;w=10$/);
  });

  it('E16: hold for each address without a key, for refused keys and at the sign-in', async () => {
    let person = 0;
    const from = () => ({ 'cf-connecting-ip': `203.0.113.${++person}` });
    const floods: [url: string, name: 'ip' | 'signIn', more?: Record<string, string>][] = [
      ['/results/0123456789abcdef', 'ip'],
      ['/api/nothing', 'ip'],
      ['/account', 'ip'],
      ['/api/v1/key', 'ip'],
      ['/auth/discord', 'signIn'],
    ];
    for (const [url, name, more] of floods) {
      const { limit, period } = RATE_LIMITS[name];
      const headers = { ...from(), ...more };
      const [through, refused] = await flood(
        () => fetch(`${app.url}${url}`, { headers, redirect: 'manual' }),
        limit * 3,
      );
      assert.ok(through >= limit / 2, `${url}: ${through} went through`);
      await checkRefusal(refused, period);
    }
    let tried = 0;
    const guesser = from();
    const [, refused] = await flood(
      () =>
        fetch(`${app.url}/api/v1/key`, {
          headers: { ...guesser, authorization: `Bearer gh_${String(tried++).padStart(32, '0')}` },
        }),
      RATE_LIMITS.ip.limit * 3,
    );
    await checkRefusal(refused, RATE_LIMITS.ip.period);
    assert.equal(
      (await fetch(`${app.url}/api/openapi.json`, { headers: from() })).status,
      200,
      'others go on',
    );
  });

  it('are the same numbers where it is deployed, and keep nobody from asking for its health', async () => {
    const toml = readFileSync('wrangler.toml', 'utf8');
    const bindings = [
      ...toml.matchAll(/\[\[ratelimits\]\]\s+name = "(\w+)"[^[]*?limit = (\d+), period = (\d+)/g),
    ];
    assert.deepEqual(
      bindings.map(([, name, limit, period]) => [name, Number(limit), Number(period)]),
      (['RATE_KEY', 'RATE_IP', 'RATE_SIGN_IN'] as const).map((name, at) => {
        const { limit, period } = Object.values(RATE_LIMITS)[at] ?? { limit: 0, period: 0 };
        return [name, limit, period];
      }),
    );
    const asked = Array.from({ length: RATE_LIMITS.ip.limit * 1.2 }, () => fetch(`${app.url}/health`));
    for (const { status } of await Promise.all(asked)) assert.equal(status, 200);
  });
});
