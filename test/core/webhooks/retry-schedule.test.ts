import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextStep, RETRY_SCHEDULE_MS } from '../../../src/core/webhooks/retry-schedule.ts';
import { readRetryAfter } from '../../../src/core/webhooks/send-http.ts';

const now = new Date('2026-11-20T12:00:00Z');
const delivery = (more: { attempts?: number; ageMs?: number; purpose?: string } = {}) => ({
  attempts: more.attempts ?? 0,
  createdAt: new Date(now.getTime() - (more.ageMs ?? 0)),
  purpose: more.purpose ?? 'event',
});
const waits = (step: { runAt: Date }) => step.runAt.getTime() - now.getTime();

describe('what becomes of a delivery after a try', () => {
  it('F04: a failure is tried again at each step of the schedule, later by a fifth at most', () => {
    for (const [attempts, ms] of RETRY_SCHEDULE_MS.entries()) {
      const least = nextStep(delivery({ attempts }), { kind: 'failed', error: 'x' }, now, () => 0);
      const most = nextStep(delivery({ attempts }), { kind: 'failed', error: 'x' }, now, () => 0.999_999);
      assert.deepEqual([least.state, least.attempts, waits(least)], ['queued', attempts + 1, ms]);
      assert.ok(waits(most) > ms && waits(most) <= ms * 1.2);
    }
    const over = nextStep(delivery({ attempts: 7 }), { kind: 'failed', error: 'x' }, now);
    assert.deepEqual([over.state, over.attempts], ['failed', 8]);
  });

  it('Retry-After of a failure makes the wait longer, never shorter, and a day is the most', () => {
    const fail = (retryAfterMs: number) =>
      nextStep(delivery(), { kind: 'failed', error: 'x', retryAfterMs }, now, () => 0);
    assert.equal(waits(fail(1_000)), 5_000);
    assert.equal(waits(fail(60_000)), 60_000);
    assert.equal(waits(fail(90 * 86_400_000)), 86_400_000);
  });

  it('being told to wait uses up no try, as long as the delivery is young', () => {
    const outcome = { kind: 'wait', error: 'x', retryAfterMs: 30_000 } as const;
    const young = nextStep(delivery({ attempts: 3 }), outcome, now);
    assert.deepEqual([young.state, young.attempts, waits(young)], ['queued', 3, 30_000]);
    const old = nextStep(delivery({ attempts: 3, ageMs: 30 * 3_600_000 }), outcome, now);
    assert.deepEqual([old.state, old.attempts], ['queued', 4]);
    const asked = nextStep(delivery({ ageMs: 2 * 3_600_000 }), outcome, now);
    assert.equal(waits(asked), 360_000, 'who asks again and again is asked less and less often');
    const replayed = nextStep(delivery({ ageMs: 7 * 86_400_000 }), outcome, now);
    assert.equal(waits(replayed), 600_000, 'what is old because it was kept back does not wait for hours');
    const worn = nextStep(delivery({ attempts: 7, ageMs: 30 * 3_600_000 }), outcome, now);
    assert.equal(worn.state, 'failed');
  });

  it('what can only fail again is given up at once, and so is a test that failed', () => {
    assert.equal(nextStep(delivery(), { kind: 'refused', error: 'x' }, now).state, 'failed');
    assert.equal(nextStep(delivery(), { kind: 'gone', reason: 'gone', error: 'x' }, now).state, 'failed');
    assert.equal(
      nextStep(delivery({ purpose: 'ping' }), { kind: 'failed', error: 'x' }, now).state,
      'failed',
    );
  });

  it('reads Retry-After as seconds or as a date', () => {
    assert.equal(readRetryAfter('120', now.getTime()), 120_000);
    assert.equal(readRetryAfter('1.5', now.getTime()), 1_500);
    assert.equal(readRetryAfter('Fri, 20 Nov 2026 12:01:00 GMT', now.getTime()), 60_000);
    assert.equal(readRetryAfter('Fri, 20 Nov 2026 11:00:00 GMT', now.getTime()), 0);
    assert.equal(readRetryAfter('soon', now.getTime()), undefined);
    assert.equal(readRetryAfter(null, now.getTime()), undefined);
  });
});
