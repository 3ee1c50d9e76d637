import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cronInWords } from '../../../src/features/announcements/pages/cron-in-words.ts';

describe('cron patterns in words', () => {
  for (const [cron, words] of [
    ['0 18 * * FRI', 'Every Friday at 18:00'],
    ['5 9 * * 0', 'Every Sunday at 09:05'],
    ['5 9 * * 7', 'Every Sunday at 09:05'],
    ['30 7 * * *', 'Every day at 07:30'],
    ['0 8 * * 1-5', 'Monday to Friday at 08:00'],
    ['0 12 15 * *', 'On day 15 of every month at 12:00'],
    ['0 12 15 * FRI', undefined],
    ['*/5 * * * *', undefined],
    ['0 18 * * FRI,SAT', undefined],
    ['0 18 * * XYZ', undefined],
    ['0 18 * 6 *', undefined],
  ] as const) {
    it(`${cron}: ${words ?? 'left as it is'}`, () => assert.equal(cronInWords(cron), words));
  }
});
