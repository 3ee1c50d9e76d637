import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTime } from '../../../src/core/time/read-time.ts';
import { momentOf, nextTimes, readCron } from '../../../src/core/time/recurrence.ts';
import { isTimeZone, timeZoneNames, wallText } from '../../../src/core/time/time-zone.ts';

/** Zone, pattern, a moment on the day before, the times that follow, in UTC. */
const days: [zone: string, cron: string, after: string, next: string[]][] = [
  // Spring: 02:30 is not there, so it runs once at the end of the gap; the day after is as always.
  ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00Z', ['2026-03-29T01:00Z', '2026-03-30T00:30Z']],
  ['America/New_York', '30 2 * * *', '2026-03-07T12:00Z', ['2026-03-08T07:00Z', '2026-03-09T06:30Z']],
  ['Pacific/Auckland', '30 2 * * *', '2026-09-26T02:00Z', ['2026-09-26T14:00Z', '2026-09-27T13:30Z']],
  ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T02:00Z', ['2026-10-03T15:30Z', '2026-10-04T15:15Z']],
  // Autumn: 02:30 is there twice and runs at the first.
  ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00Z', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
  ['America/New_York', '30 1 * * *', '2026-10-31T12:00Z', ['2026-11-01T05:30Z', '2026-11-02T06:30Z']],
  ['Pacific/Auckland', '30 2 * * *', '2026-04-04T02:00Z', ['2026-04-04T13:30Z', '2026-04-05T14:30Z']],
  ['Australia/Lord_Howe', '45 1 * * *', '2026-04-04T02:00Z', ['2026-04-04T14:45Z', '2026-04-05T15:15Z']],
  // Lists and ranges hold still as well: once in the gap, though two of them meet there.
  ['Europe/Berlin', '0,30 2 * * *', '2026-03-28T12:00Z', ['2026-03-29T01:00Z', '2026-03-30T00:00Z']],
  // Who says "every half hour" gets every half hour, through the doubled one too.
  [
    'Europe/Berlin',
    '*/30 * * * *',
    '2026-10-25T00:10Z',
    ['2026-10-25T00:30Z', '2026-10-25T01:00Z', '2026-10-25T01:30Z', '2026-10-25T02:00Z'],
  ],
];
const iso = (dates: (Date | undefined)[]) =>
  dates.map((date) => date?.toISOString().replace(':00.000Z', 'Z'));

describe('recurring times', () => {
  for (const [zone, cron, after, next] of days) {
    it(`${cron} in ${zone} after ${after} comes at ${next.join(', ')}`, () =>
      assert.deepEqual(iso(nextTimes(cron, zone, new Date(after), next.length)), next));
  }

  it('that never come give nothing, and patterns that are none are refused with an example', () => {
    assert.deepEqual(nextTimes('0 0 30 2 *', 'UTC', new Date('2026-01-01'), 1), []);
    for (const text of ['* * * *', '0 0 0 * * *', '99 * * * *', '@daily', 'a b c d e', '']) {
      assert.throws(() => readCron(text), /five fields/, text);
    }
    assert.equal(readCron(' 0  18 * *  fri '), '0 18 * * FRI');
  });

  it('move a wall time that is not there to the end of the gap, and take the first of two', () => {
    const at = { year: 2027, month: 3, day: 28, hour: 2, minute: 30 };
    assert.deepEqual(iso([momentOf(at, 'Europe/Berlin')]), ['2027-03-28T01:00Z']);
    assert.deepEqual(iso([momentOf({ ...at, month: 10, day: 31 }, 'Europe/Berlin')]), ['2027-10-31T00:30Z']);
  });
});

describe('time zones', () => {
  it('are those of the IANA list; offsets and inventions are refused', () => {
    const names = timeZoneNames();
    assert.equal(names[0], 'UTC');
    assert.ok(names.length > 400 && names.every(isTimeZone));
    for (const name of ['+02:00', 'Mars/Olympus', '', 'Europe/Berlin; drop', '__proto__']) {
      assert.equal(isTimeZone(name), false, name);
    }
    assert.equal(wallText(new Date('2026-12-31T23:05Z'), 'Europe/Berlin'), 'Fri 1 Jan 2027, 00:05');
  });
});

describe('times in words', () => {
  /** A Saturday morning in Berlin, eleven o'clock. */
  const now = new Date('2026-11-21T10:00:00Z');
  const read = (text: string) => readTime(text, { now, timeZone: 'Europe/Berlin' });
  const once: [string, string][] = [
    ['2026-12-01 18:00', '2026-12-01T17:00Z'],
    ['2026-12-01T18:00', '2026-12-01T17:00Z'],
    ['2026-12-01T18:00:00Z', '2026-12-01T18:00Z'],
    ['1.12.2026 18:00', '2026-12-01T17:00Z'],
    ['tomorrow 18:00', '2026-11-22T17:00Z'],
    ['Today at 6pm', '2026-11-21T17:00Z'],
    ['18:00', '2026-11-21T17:00Z'],
    ['9:00', '2026-11-22T08:00Z'],
    ['friday 20:00', '2026-11-27T19:00Z'],
    ['next friday 8pm', '2026-11-27T19:00Z'],
    ['sat 10:00', '2026-11-28T09:00Z'],
    ['in 2 hours', '2026-11-21T12:00Z'],
    ['in 90 min', '2026-11-21T11:30Z'],
    ['in an hour', '2026-11-21T11:00Z'],
    ['in 3 days', '2026-11-24T10:00Z'],
    ['in 1 week 9:00', '2026-11-28T08:00Z'],
    // Days keep the clock's hour when summer time begins in between.
    ['in 18 weeks', '2027-03-27T10:00Z'],
    ['in 19 weeks', '2027-04-03T09:00Z'],
    ['noon', '2026-11-21T11:00Z'],
  ];
  for (const [text, at] of once) {
    it(`“${text}” is ${at}`, () => {
      const timing = read(text);
      assert.deepEqual(iso([timing.kind === 'once' ? new Date(timing.at) : undefined]), [at]);
    });
  }

  const crons: [string, string][] = [
    ['0 18 * * FRI', '0 18 * * FRI'],
    ['every friday 18:00', '0 18 * * FRI'],
    ['every day 8 am', '0 8 * * *'],
    ['daily 8:30', '30 8 * * *'],
    ['every weekday 9:00', '0 9 * * MON-FRI'],
    ['every month 1st 10:00', '0 10 1 * *'],
    ['every 2 hours', '0 */2 * * *'],
  ];
  for (const [text, cron] of crons) {
    it(`“${text}” is ${cron}`, () => assert.deepEqual(read(text), { kind: 'cron', cron }));
  }

  it('that say nothing, or what has passed, or what the calendar does not have, are refused with a remedy', () => {
    for (const text of ['', 'soon', '25:00', '8', 'in 5 fortnights', 'every blue moon', '13pm']) {
      assert.throws(() => read(text), /tomorrow 18:00/, text);
    }
    assert.throws(() => read('2026-02-30 10:00'), /no 2026-2-30/);
    assert.throws(() => read('2026-12-01'), /At what time/);
    assert.throws(() => read('today 9:00'), /has passed/);
    assert.throws(() => read('2020-01-01 10:00'), /has passed/);
  });
});
