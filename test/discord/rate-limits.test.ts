import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { LimitAnswer } from '../../src/discord/rate-limits.ts';
import {
  afterFailure,
  afterResponse,
  countCall,
  createRateLimitState,
  delayFor,
  INVALID_WINDOW_MS,
  invalidCount,
  refusalFor,
} from '../../src/discord/rate-limits.ts';
import { createDiscordRest } from '../../src/discord/rest.ts';
import { createEventClock } from './support/manual-clock.ts';
import type { SimulatedRoute } from './support/simulated-limits.ts';
import { simulateLimits } from './support/simulated-limits.ts';

const KEY = { route: 'POST /channels/{channel_id}/messages', major: 'channels/1', countsGlobally: true };

function answer(part: Partial<LimitAnswer>): LimitAnswer {
  const none = { bucket: null, limit: null, remaining: null, reset: null, resetAfter: null };
  return { status: 200, ...none, retryAfter: null, scope: null, ...part };
}

/** The same numbers at every run, so that a failure can be repeated. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const ROUTES: { path: (id: string) => string; route: SimulatedRoute | null; auth?: 'none' }[] = [
  { path: (id) => `/channels/${id}/messages`, route: { hash: 'aa', limit: 5, windowMs: 5_000 } },
  { path: (id) => `/channels/${id}`, route: { hash: 'bb', limit: 10, windowMs: 3_000 } },
  { path: (id) => `/guilds/${id}/roles`, route: { hash: 'cc', limit: 250, windowMs: 60_000 } },
  { path: (id) => `/guilds/${id}/members`, route: { hash: 'dd', limit: 1, windowMs: 250 } },
  { path: (id) => `/channels/${id}/threads`, route: null },
  {
    path: (id) => `/webhooks/${id}/secret-${id}`,
    route: { hash: 'ee', limit: 5, windowMs: 2_000 },
    auth: 'none',
  },
];

describe('rate limits', () => {
  it('G06: 10,000 calls over six routes and 240 buckets get no 429 and at most 50 a second', async () => {
    const clock = createEventClock();
    const random = seededRandom(6);
    const byPath = new Map<string, { route: SimulatedRoute | null; major: string }>();
    const jobs = Array.from({ length: 10_000 }, () => {
      const index = Math.floor(random() * ROUTES.length);
      const chosen = ROUTES[index] ?? ROUTES[0];
      assert.ok(chosen);
      const id = `1000000000000000${10 + Math.floor(random() * 40)}`;
      const path = chosen.path(id);
      byPath.set(path, { route: chosen.route, major: id });
      return { path, auth: chosen.auth ?? ('bot' as const) };
    });
    const discord = simulateLimits(
      clock,
      (path) => byPath.get(path) ?? assert.fail(`unknown path ${path}`),
      random,
    );
    const rest = createDiscordRest({
      apiUrl: 'https://discord.test/api',
      token: 'token',
      fetch: discord.fetch,
      now: clock.now,
      sleep: clock.sleep,
      random,
    });
    const startedAt = clock.now();
    const worker = async (): Promise<void> => {
      for (let job = jobs.pop(); job; job = jobs.pop()) {
        await rest.request('PUT', job.path, { auth: job.auth, maxWaitMs: 600_000 });
      }
    };
    await clock.run(Promise.all(Array.from({ length: 60 }, worker)));

    assert.equal(discord.stats.calls, 10_000);
    assert.equal(discord.stats.refused, 0);
    assert.ok(discord.stats.mostInOneSecond <= 50);
    assert.ok(clock.now() - startedAt < 600_000, 'keeping the limits must not mean standing still');
  });

  it('G06: 9,000 invalid answers in ten minutes stop all but critical calls, until the window moves on', () => {
    const state = createRateLimitState();
    const start = 1_800_000_000_000;
    const statuses = [401, 403, 429];
    for (let index = 0; index < 9_000; index += 1) {
      const now = start + index * 10;
      assert.equal(refusalFor(state, { usesBotToken: true, critical: false }, now), null);
      const status = statuses[index % 3] ?? 403;
      const scope = status === 429 ? 'user' : null;
      afterResponse(state, countCall(state, KEY, now), answer({ status, scope, retryAfter: 0 }), now);
    }
    const now = start + 90_000;
    const refusal = refusalFor(state, { usesBotToken: true, critical: false }, now);
    assert.equal(refusal?.reason, 'invalid-requests');
    assert.equal(refusalFor(state, { usesBotToken: true, critical: true }, now), null);
    assert.equal(
      refusalFor(state, { usesBotToken: true, critical: false }, now + (refusal?.retryAfterMs ?? 0)),
      null,
    );
    assert.equal(invalidCount(state, now + INVALID_WINDOW_MS), 0);
  });

  it('does not count a 429 of a shared limit as invalid', () => {
    const state = createRateLimitState();
    const refused = answer({ status: 429, scope: 'shared', retryAfter: 2 });
    afterResponse(state, countCall(state, KEY, 0), refused, 0);
    assert.equal(invalidCount(state, 1), 0);
    assert.ok(delayFor(state, KEY, 1) >= 1_999, 'but it is waited out');
  });

  it('lets one call find out the limit of a new route, then the others go', () => {
    const state = createRateLimitState();
    const first = countCall(state, KEY, 1_000);
    assert.ok(delayFor(state, KEY, 1_000) > 0);
    assert.equal(
      delayFor(state, { ...KEY, major: 'channels/2' }, 1_000),
      0,
      'another channel never shares it',
    );
    afterResponse(
      state,
      first,
      answer({ bucket: 'x', limit: 5, remaining: 4, reset: 6, resetAfter: 5 }),
      1_100,
    );
    for (let sent = 0; sent < 4; sent += 1) {
      assert.equal(delayFor(state, KEY, 1_100), 0);
      countCall(state, KEY, 1_100);
    }
    assert.ok(delayFor(state, KEY, 1_100) > 0);
  });

  it('counts a first call that is still under way when another channel tells the limit', () => {
    const state = createRateLimitState();
    const elsewhere = countCall(state, { ...KEY, major: 'channels/2' }, 1_000);
    const slow = countCall(state, KEY, 1_000);
    const told = answer({ bucket: 'x', limit: 1, remaining: 0, reset: 1.5, resetAfter: 0.5 });
    afterResponse(state, elsewhere, told, 1_050);
    assert.ok(delayFor(state, KEY, 1_050) > 0);
    afterResponse(
      state,
      slow,
      answer({ bucket: 'x', limit: 1, remaining: 0, reset: 1.6, resetAfter: 0.4 }),
      1_200,
    );
    assert.equal(delayFor(state, KEY, 1_700), 0);
  });

  it('takes a smaller share of the fifty a second after a global 429, and regains it', () => {
    const state = createRateLimitState();
    const burst = (now: number): number => {
      let sent = 0;
      for (; delayFor(state, { ...KEY, major: `channels/${now}-${sent}` }, now) === 0; sent += 1) {
        countCall(state, { ...KEY, major: `channels/${now}-${sent}` }, now);
      }
      state.global.inFlight.clear();
      return sent;
    };
    assert.equal(burst(100_000), 50);
    const refused = answer({ status: 429, scope: 'global', retryAfter: 1 });
    for (let index = 0; index < 20; index += 1) {
      afterResponse(state, countCall(state, KEY, 101_000), refused, 101_000);
    }
    state.global.answered.length = 0;
    assert.equal(burst(102_100), 25, 'twenty calls refused together are one lesson');
    assert.equal(burst(112_000), 27);
    assert.equal(burst(230_000), 50);
  });

  it('begins the next window of a bucket with one call, after a 429 that its own count did not foresee', () => {
    const state = createRateLimitState();
    const told = (remaining: number, reset: number, status = 200) => {
      const refused = status === 429 ? { scope: 'user' as const, retryAfter: 1 } : {};
      return answer({ status, bucket: 'x', limit: 5, remaining, reset, resetAfter: 1, ...refused });
    };
    afterResponse(state, countCall(state, KEY, 1_000), told(3, 2), 1_000);
    afterResponse(state, countCall(state, KEY, 1_010), told(0, 2, 429), 1_010);
    assert.equal(delayFor(state, KEY, 2_100), 0);
    const first = countCall(state, KEY, 2_100);
    assert.ok(delayFor(state, KEY, 2_100) > 0, 'the first answer tells what others have left');
    afterResponse(state, first, told(4, 3.1), 2_150);
    const sent = [1, 2, 3, 4].map(() => [delayFor(state, KEY, 2_150), countCall(state, KEY, 2_150)][0]);
    assert.deepEqual(sent, [0, 0, 0, 0]);
  });

  it('three isolates that know nothing of each other learn to share instead of being refused for ever', async () => {
    const clock = createEventClock();
    const random = seededRandom(4);
    const route: SimulatedRoute = { hash: 'aa', limit: 5, windowMs: 2_000 };
    const discord = simulateLimits(clock, (path) => ({ route, major: path }), random);
    let left = 800;
    const isolates = Array.from({ length: 3 }, () =>
      createDiscordRest({
        apiUrl: 'https://discord.test/api',
        token: 'token',
        fetch: discord.fetch,
        now: clock.now,
        sleep: clock.sleep,
        random,
      }),
    );
    const work = isolates.flatMap((rest) =>
      Array.from({ length: 20 }, async () => {
        for (; left > 0; left -= 1) {
          const id = `1000000000000000${10 + Math.floor(random() * 50)}`;
          await rest.request('PUT', `/channels/${id}/messages`, { maxWaitMs: 600_000, retries: 20 });
        }
      }),
    );
    await clock.run(Promise.all(work));
    assert.ok(discord.stats.refused > 0, 'without knowing of each other some refusals cannot be avoided');
    const share = discord.stats.refused / discord.stats.calls;
    assert.ok(share < 0.2, `${discord.stats.refused} of ${discord.stats.calls} calls were refused`);
  });

  it('G06: twenty workers that know nothing of each other stay far below the ban, however much there is to do', async () => {
    const clock = createEventClock();
    const random = seededRandom(5);
    const route: SimulatedRoute = { hash: 'aa', limit: 1_000, windowMs: 5_000 };
    const discord = simulateLimits(clock, (path) => ({ route, major: path }), random);
    const minutes = 2;
    const end = clock.now() + minutes * 60_000;
    let done = 0;
    const work = Array.from({ length: 20 }, () => {
      const rest = createDiscordRest({
        apiUrl: 'https://discord.test/api',
        token: 'token',
        fetch: discord.fetch,
        now: clock.now,
        sleep: clock.sleep,
        random,
      });
      // As many at once as a batch of the queue has jobs; what is refused comes again as a job does.
      return Array.from({ length: 4 }, async () => {
        while (clock.now() < end) {
          const id = `1000000000000000${10 + Math.floor(random() * 50)}`;
          await rest.request('PUT', `/channels/${id}`).then(
            () => {
              done += 1;
            },
            (error: { retryAfterMs?: number }) => clock.sleep(Math.max(1_000, error.retryAfterMs ?? 0)),
          );
        }
      });
    });
    await clock.run(Promise.all(work.flat()));
    const inTenMinutes = (discord.stats.refused / minutes) * 10;
    assert.ok(inTenMinutes < 5_000, `${inTenMinutes} refusals in ten minutes`);
    assert.ok(done / (minutes * 60) > 30, `${done} calls in ${minutes} minutes`);
  });

  it('shares a bucket between the routes that Discord gives the same hash', () => {
    const state = createRateLimitState();
    const other = { ...KEY, route: 'PATCH /channels/{channel_id}/messages/{id}' };
    for (const [key, remaining] of [
      [KEY, 1],
      [other, 0],
    ] as const) {
      const told = answer({ bucket: 'x', limit: 2, remaining, reset: 6, resetAfter: 5 });
      afterResponse(state, countCall(state, key, 1_000), told, 1_000);
    }
    assert.ok(delayFor(state, KEY, 1_000) >= 5_000);
    assert.ok(delayFor(state, other, 1_000) >= 5_000);
  });

  it('a 429 blocks what its scope says: the bucket, every bot call, or the whole address', () => {
    const elsewhere = { ...KEY, major: 'channels/2' };
    const webhook = { route: 'POST /webhooks/{id}/{token}', major: 'webhooks/1/t', countsGlobally: false };
    const expected = {
      user: [true, false, false],
      global: [true, true, false],
      cloudflare: [true, true, true],
    };
    for (const [scope, blocked] of Object.entries(expected) as ['user', boolean[]][]) {
      const state = createRateLimitState();
      afterResponse(state, countCall(state, KEY, 0), answer({ status: 429, scope, retryAfter: 3 }), 0);
      const delays = [KEY, elsewhere, webhook].map((key) => delayFor(state, key, 1) > 2_000);
      assert.deepEqual(delays, blocked, scope);
    }
  });

  it('forgets a call whose request died without an answer', () => {
    const state = createRateLimitState();
    countCall(state, KEY, 0);
    assert.ok(delayFor(state, KEY, 59_000) > 0);
    assert.equal(delayFor(state, KEY, 60_001), 0);
  });

  it('keeps a bounded number of buckets although every interaction brings a new one', () => {
    const state = createRateLimitState();
    for (let index = 0; index < 5_000; index += 1) {
      const key = {
        route: 'PATCH /webhooks/{id}/{token}',
        major: `webhooks/1/${index}`,
        countsGlobally: false,
      };
      const told = answer({ bucket: 'w', limit: 5, remaining: 4, resetAfter: 2 });
      afterResponse(state, countCall(state, key, index * 100), told, index * 100);
    }
    assert.ok(state.buckets.size <= 2_001);
  });

  it('never promises more places than a window has, in whatever order answers and failures come', () => {
    const step = fc.record({
      kind: fc.constantFrom('send', 'answer', 'fail'),
      pick: fc.nat(),
      ms: fc.oneof(fc.nat(60), fc.nat(900)),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { minLength: 60, maxLength: 200 }),
        (limit, steps) => {
          const state = createRateLimitState();
          let now = 1_000_000;
          let window = { used: 0, resetAt: 0 };
          const underWay: { call: ReturnType<typeof countCall>; told: LimitAnswer; at: number }[] = [];
          // The server counts a call the moment it is sent; its answer comes whenever the steps say so.
          const send = (): void => {
            const call = countCall(state, KEY, now);
            if (now >= window.resetAt) window = { used: 0, resetAt: now + 2_000 };
            window.used += 1;
            assert.ok(window.used <= limit, `call ${window.used} in a window of ${limit}`);
            const told = answer({
              bucket: 'x',
              limit,
              remaining: limit - window.used,
              reset: window.resetAt / 1_000,
              resetAfter: (window.resetAt - now) / 1_000,
            });
            underWay.push({ call, told, at: now });
          };
          for (const { kind, pick, ms } of steps) {
            now += ms;
            const index = underWay.length > 0 ? pick % underWay.length : -1;
            if (kind === 'send' && delayFor(state, KEY, now) === 0) send();
            else if (kind !== 'send' && index >= 0) {
              const [ended] = underWay.splice(index, 1);
              if (!ended) continue;
              // A lost answer of a window that no other answer told leaves its end unknown: not promised here.
              const bucket = state.buckets.get(ended.call.bucket);
              if (kind === 'fail' && bucket?.window === ended.told.reset && bucket.resetAt > now) {
                afterFailure(state, ended.call, now);
              } else afterResponse(state, ended.call, ended.told, now);
            }
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
