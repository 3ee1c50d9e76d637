import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Backlog, type Entry } from '../../../src/core/gateway/backlog.ts';

const entry = (sequence: number, bytes = 100, sessionId = 'a'): Entry => ({
  sessionId,
  sequence,
  text: 'x',
  bytes,
});

describe('the backlog of events', () => {
  it('never calls an event safe that the queue does not have, and loses none, whatever the queue does', () => {
    const acts = fc.array(
      fc.oneof(
        fc.record({ act: fc.constant('add' as const), bytes: fc.integer({ min: 50, max: 120_000 }) }),
        fc.record({ act: fc.constant('skip' as const) }),
        fc.record({ act: fc.constant('take' as const) }),
        fc.record({ act: fc.constant('settle' as const), which: fc.nat() }),
        fc.record({ act: fc.constant('refuse' as const), which: fc.nat() }),
      ),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(acts, (all) => {
        const backlog = new Backlog();
        const waiting = new Set<number>();
        const queued: number[] = [];
        const inFlight: Entry[][] = [];
        let received = 0;
        const settle = (batch: Entry[]) => {
          backlog.settle(batch);
          for (const { sequence } of batch) {
            waiting.delete(sequence);
            queued.push(sequence);
          }
        };
        const take = () => {
          const batch = backlog.takeBatch();
          if (!batch) return false;
          const bytes = batch.reduce((sum, one) => sum + one.bytes, 0);
          assert.ok(batch.length > 0 && batch.length <= 100 && (batch.length === 1 || bytes <= 256_000));
          inFlight.push(batch);
          return true;
        };
        for (const step of all) {
          if (step.act === 'add' || step.act === 'skip') received += 1;
          if (step.act === 'add') {
            backlog.add(entry(received, step.bytes));
            waiting.add(received);
          }
          if (step.act === 'take') take();
          if ((step.act === 'settle' || step.act === 'refuse') && inFlight.length > 0) {
            const [batch = []] = inFlight.splice(step.which % inFlight.length, 1);
            if (step.act === 'settle') settle(batch);
            else backlog.putBack(batch);
          }
          assert.equal(
            backlog.safeSequence('a', received),
            waiting.size > 0 ? Math.min(...waiting) - 1 : received,
          );
        }
        while (take());
        for (const batch of inFlight) settle(batch);
        assert.equal(backlog.size, 0);
        assert.equal(backlog.bytes, 0);
        assert.equal(waiting.size, 0);
        assert.equal(new Set(queued).size, queued.length);
      }),
      { numRuns: 300 },
    );
  });

  it('does not take events of an older session for its own', () => {
    const backlog = new Backlog();
    backlog.add(entry(50, 100, 'old'));
    backlog.add(entry(3, 100, 'new'));
    assert.equal(backlog.safeSequence('new', 8), 2);
    assert.equal(backlog.safeSequence('old', 60), 49);
  });

  it('is full by number and by size, and empties', () => {
    const backlog = new Backlog();
    for (let sequence = 1; sequence <= 20_000; sequence += 1) backlog.add(entry(sequence));
    assert.ok(backlog.isFull && !backlog.isHalfEmpty);
    for (let batch = backlog.takeBatch(); batch; batch = backlog.takeBatch()) backlog.settle(batch);
    assert.ok(!backlog.isFull && backlog.isHalfEmpty);
    for (let sequence = 1; sequence <= 200; sequence += 1) backlog.add(entry(sequence, 120_000));
    assert.ok(backlog.isFull);
  });
});
