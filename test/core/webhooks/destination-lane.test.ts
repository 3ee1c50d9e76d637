import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createDestinationLane } from '../../../src/core/webhooks/destination-lane.ts';

it('a lane whose alarm could not be set is woken by the next that comes', async () => {
  const kept = new Map<string, unknown>();
  let alarm: number | null = null;
  let failures = 1;
  const storage = {
    get: async <Value>(key: string) => kept.get(key) as Value | undefined,
    put: async (key: string, value: unknown) => {
      kept.set(key, value);
    },
    getAlarm: async () => alarm,
    setAlarm: async (at: number) => {
      if (failures-- > 0) throw new Error('the storage does not answer');
      alarm = at;
    },
  };
  const Lane = createDestinationLane({} as never);
  const lane = new Lane({ storage, waitUntil: () => {} }, {} as never);
  const wake = () => lane.fetch(new Request('https://lane/wake', { method: 'POST', body: 'http:one' }));
  await assert.rejects(wake());
  assert.equal((await wake()).status, 204);
  assert.notEqual(alarm, null);
});
