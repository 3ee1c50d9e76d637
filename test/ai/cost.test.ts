import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { monthAround } from '../../src/ai/budget.ts';
import { costMicros, formatDollars, NO_USAGE } from '../../src/ai/cost.ts';
import { modelPrice } from '../../src/ai/prices.ts';

describe('the cost of a request', () => {
  it('adds up the four kinds of tokens at the price of the model', () => {
    const usage = {
      inputTokens: 10_000,
      outputTokens: 1_000,
      cacheReadTokens: 2_000,
      cacheWriteTokens: 4_000,
    };
    assert.equal(costMicros('claude-haiku-5-5', usage), 1_000 + 500 + 20 + 500);
    assert.equal(costMicros('claude-opus-5-5', usage), 40_000 + 20_000 + 800 + 20_000);
  });

  it('takes the dearer tier once the whole prompt is longer than 100,000 tokens', () => {
    const short = { ...NO_USAGE, inputTokens: 60_000, cacheReadTokens: 40_000, outputTokens: 100 };
    assert.equal(costMicros('claude-haiku-5-5', short), 6_000 + 400 + 50);
    const long = { ...short, cacheReadTokens: 40_001 };
    assert.equal(costMicros('claude-haiku-5-5', long), 30_000 + 2_001 + 250);
  });

  it('counts an unknown model at the highest price and says that it is not known', () => {
    const usage = { ...NO_USAGE, inputTokens: 1_000, outputTokens: 1_000 };
    assert.equal(costMicros('claude-unheard-of', usage), 60_000);
    assert.equal(modelPrice('claude-unheard-of').known, false);
    assert.equal(modelPrice('claude-haiku-5-5-20261007').known, true);
  });

  it('rounds up, never to nothing', () => {
    assert.equal(costMicros('claude-haiku-5-5', { ...NO_USAGE, inputTokens: 1 }), 1);
    assert.equal(costMicros('claude-haiku-5-5', NO_USAGE), 0);
  });

  it('shows dollars with the digits that matter', () => {
    assert.equal(formatDollars(0), '$0.00');
    assert.equal(formatDollars(5_000_000), '$5.00');
    assert.equal(formatDollars(2_150), '$0.0022');
    assert.equal(formatDollars(3), 'less than $0.0001');
  });
});

describe('the month of a budget', () => {
  it('begins and ends at midnight UTC, also over the turn of the year', () => {
    assert.deepEqual(monthAround(new Date('2026-12-31T23:59:59.999Z')), {
      since: new Date('2026-12-01T00:00:00Z'),
      resetsAt: new Date('2027-01-01T00:00:00Z'),
    });
    assert.deepEqual(monthAround(new Date('2027-01-01T00:00:00Z')).since, new Date('2027-01-01T00:00:00Z'));
  });
});
