import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decide, type Grant, keptBack } from '../../../src/core/gateway/identify-budget.ts';

const DAY_MS = 24 * 3_600_000;
const limit = { total: 1_000, remaining: 1_000, reset_after: DAY_MS, max_concurrency: 1 };

describe('leave to identify', () => {
  it('keeps the distance of shards with the same key', () => {
    let grants: Grant[] = [];
    const at = [0, 1, 2, 3].map((shard) => {
      const decided = decide(grants, {
        shard,
        limit: { ...limit, max_concurrency: 2 },
        askedAt: 1e6,
        now: 1e6,
      });
      grants = decided.grants;
      return decided.permit.kind === 'permitted' ? decided.permit.at - 1e6 : undefined;
    });
    assert.deepEqual(at, [0, 0, 5_500, 5_500]);
  });

  it('refuses until the reset when few are left, and says so', () => {
    const low = { ...limit, remaining: 10, reset_after: 7_200_000 };
    const { permit } = decide([], { shard: 0, limit: low, askedAt: 1e6, now: 1e6 });
    assert.deepEqual(permit, {
      kind: 'refused',
      until: 1e6 + 7_200_000,
      reason: "Of today's 1000 new sessions 10 are left. Guildhall waits.",
    });
  });

  it('never uses more than Discord grants a day, however often shards crash', () => {
    const wishes = fc.array(
      fc.record({ shard: fc.integer({ min: 0, max: 15 }), afterMs: fc.integer({ min: 0, max: 120_000 }) }),
      { minLength: 200, maxLength: 3_000 },
    );
    const concurrency = fc.constantFrom(1, 2, 16);
    fc.assert(
      fc.property(wishes, concurrency, fc.integer({ min: 20, max: 1_000 }), (all, max_concurrency, total) => {
        let grants: Grant[] = [];
        let now = 1e9;
        const used: { at: number; key: number }[] = [];
        for (const { shard, afterMs } of all) {
          now += afterMs;
          const today = used.filter(({ at }) => at > now - DAY_MS && at <= now);
          const seen = { total, remaining: total - today.length, reset_after: DAY_MS, max_concurrency };
          const decided = decide(grants, { shard, limit: seen, askedAt: now, now });
          grants = decided.grants;
          if (decided.permit.kind === 'refused') {
            assert.ok(decided.permit.until > now);
            continue;
          }
          used.push({ at: decided.permit.at, key: shard % max_concurrency });
        }
        assert.ok(used.length <= total - keptBack({ total }), `${used.length} of ${total}`);
        for (const key of new Set(used.map((one) => one.key))) {
          const times = used.filter((one) => one.key === key).map(({ at }) => at);
          for (const [index, at] of times.entries())
            if (index > 0) assert.ok(at - (times[index - 1] ?? 0) >= 5_000);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('makes a shard that begins session after session wait longer and longer, for at most half an hour', () => {
    let grants: Grant[] = [];
    let now = 1e9;
    const waits: number[] = [];
    for (let wish = 0; wish < 60; wish += 1) {
      const { permit, grants: kept } = decide(grants, { shard: 0, limit, askedAt: now, now });
      grants = kept;
      const next = permit.kind === 'permitted' ? permit.at : permit.until;
      waits.push(next - now);
      now = next;
    }
    assert.ok(Math.max(...waits) <= 30 * 60_000);
    const day = grants.filter(({ at }) => at > now - DAY_MS).length;
    assert.ok(day < 200, `${day} sessions a day`);
  });
});
