import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rememberPost, waitBeforePost } from '../../../src/core/webhooks/pace.ts';

describe('the pace of a Discord webhook', () => {
  it('F17: never more than 5 posts in 2 seconds nor 30 in a minute, whenever posts want to leave', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { minLength: 1, maxLength: 150 }), (gaps) => {
        const left: number[] = [];
        let memory: number[] = [];
        let now = 1_000_000;
        for (const gap of gaps) {
          now += gap;
          now += waitBeforePost(memory, now);
          assert.equal(waitBeforePost(memory, now), 0, 'one wait is enough');
          memory = rememberPost(memory, now);
          left.push(now);
        }
        assert.ok(memory.length <= 30);
        for (const [at, time] of left.entries()) {
          const fifth = left[at + 5];
          const thirtieth = left[at + 30];
          assert.ok(fifth === undefined || fifth - time > 2_000);
          assert.ok(thirtieth === undefined || thirtieth - time > 60_000);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('lets a first post out at once', () => assert.equal(waitBeforePost([], 1_000), 0));
});
