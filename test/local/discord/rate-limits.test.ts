import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RateLimits } from '../../../scripts/local/discord/rate-limits.ts';
import { demo, type Harness, startHarness } from './harness.ts';

describe('rate limits', () => {
  let discord: Harness;
  before(async () => {
    discord = await startHarness();
  });
  after(() => discord.close());

  it('counts down, answers 429 with retry_after, and opens again when the clock passes', async () => {
    const post = (channel: string) => discord.api('POST', `/channels/${channel}/messages`, { content: 'x' });
    for (let left = 4; left >= 0; left -= 1) {
      const { status, headers } = await post(demo.channels.parts);
      assert.deepEqual([status, headers.get('x-ratelimit-remaining')], [200, String(left)]);
    }
    const refused = await post(demo.channels.parts);
    assert.equal(refused.status, 429);
    assert.deepEqual([refused.body.global, refused.body.retry_after], [false, 5]);
    assert.equal(refused.headers.get('retry-after'), '5');
    assert.equal(refused.headers.get('x-ratelimit-scope'), 'user');
    assert.ok(refused.headers.get('via'));
    assert.equal((await post(demo.channels.support)).status, 200, 'another channel, another window');
    discord.advance(5000);
    assert.equal((await post(demo.channels.parts)).status, 200);
  });

  it('allows a webhook five posts in two seconds', async () => {
    const post = () =>
      discord.api('POST', `/webhooks/${demo.webhook.id}/${demo.webhook.token}`, { content: 'x' });
    const statuses = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await post()).status);
    assert.deepEqual(statuses, [204, 204, 204, 204, 204, 429]);
    discord.advance(2000);
    assert.equal((await post()).status, 204);
  });

  it('stops a bot at 50 a second over all routes, tokens in the path exempt', () => {
    let now = 0;
    const limits = new RateLimits(() => now);
    const take = (n: number, counted: boolean) => limits.take('GET', `/x/${n}`, {}, counted);
    for (let n = 0; n < 50; n += 1) assert.equal(take(n, true).retryAfter, undefined);
    const refused = take(51, true);
    assert.deepEqual([refused.global, refused.headers['x-ratelimit-scope']], [true, 'global']);
    assert.equal(take(52, false).retryAfter, undefined);
    now += 1000;
    assert.equal(take(53, true).retryAfter, undefined);
  });
});
