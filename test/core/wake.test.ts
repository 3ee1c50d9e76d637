import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wakeLater } from '../../src/core/queue/wake.ts';

describe('waking jobs that are due later', () => {
  it('sends a delayed message for what is due within a quarter of an hour, in batches, and leaves the rest to the cron', async () => {
    const now = new Date('2026-11-20T18:30:00Z');
    const due = (id: string, afterMs: number) => ({ id, runAt: new Date(now.getTime() + afterMs) });
    const sent: [id: unknown, delaySeconds: number | undefined][] = [];
    let batches = 0;
    const queue = {
      send: async () => assert.fail('one message at a time is slow'),
      async sendBatch(messages: Iterable<{ body: unknown; delaySeconds?: number }>) {
        batches += 1;
        for (const { body, delaySeconds } of messages) sent.push([(body as { id: string }).id, delaySeconds]);
      },
    };
    const rows = [due('now', 0), due('report', 120_000), due('soon', 1), due('approval', 15 * 60_000)];
    await wakeLater(queue, [...rows, due('much later', 15 * 60_000 + 1)], now);
    assert.deepEqual(sent, [
      ['report', 120],
      ['soon', 1],
      ['approval', 900],
    ]);
    await wakeLater(
      queue,
      Array.from({ length: 101 }, (_, index) => due(String(index), 1_000)),
      now,
    );
    assert.equal(batches, 3);
  });
});
