import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  ALWAYS,
  addWorkingTime,
  isWorkingTime,
  nextWorkingMoment,
  type WorkingCalendar,
  workingTime,
} from '../../../src/core/time/working-time.ts';

const hours = (from: number, to: number) => ({ from: from * 60, to: to * 60 });
const every = (...ranges: { from: number; to: number }[]) => Array.from({ length: 7 }, () => ranges);
const weekdays = (...ranges: { from: number; to: number }[]) => [
  [],
  ...Array.from({ length: 5 }, () => ranges),
  [],
];
const make = (timeZone: string, week: WorkingCalendar['week'], days: WorkingCalendar['days'] = {}) => ({
  timeZone,
  week,
  days,
});

const office = make('Europe/Berlin', weekdays(hours(9, 17)), {
  '2026-12-25': [],
  '2026-12-24': [hours(9, 12)],
});
const lunch = make('Europe/Berlin', weekdays(hours(9, 12), hours(13, 17)));
const nights = make('Europe/Berlin', every(hours(22, 30)));
const allDay = make('Europe/Berlin', every(hours(0, 24)));
const newYork = make('America/New_York', every(hours(0, 24)));
const early = make('Europe/Berlin', every(hours(1, 4)));
const gap = make('Europe/Berlin', every({ from: 150, to: 210 }));
const inGap = make('Europe/Berlin', every({ from: 125, to: 170 }));
const twice = make('Europe/Berlin', every({ from: 60, to: 150 }, { from: 150, to: 360 }));
const lordHowe = make('Australia/Lord_Howe', every(hours(0, 24)));

/** In Berlin the clock goes forward on 29 March 2026 at 01:00 UTC and back on 25 October 2026 at 01:00 UTC. */
const CASES: [string, WorkingCalendar, string, string, number][] = [
  ['within one day', office, '2026-11-20T09:00:00Z', '2026-11-20T10:30:00Z', 90],
  ['before and after the hours', office, '2026-11-20T05:00:00Z', '2026-11-20T22:00:00Z', 480],
  ['over a weekend', office, '2026-11-20T15:00:00Z', '2026-11-23T09:00:00Z', 120],
  ['only a weekend', office, '2026-11-21T00:00:00Z', '2026-11-22T22:00:00Z', 0],
  ['a holiday and a short day', office, '2026-12-23T15:00:00Z', '2026-12-28T09:00:00Z', 60 + 180 + 60],
  ['with a break at noon', lunch, '2026-11-20T10:30:00Z', '2026-11-20T12:30:00Z', 60],
  ['seconds count', office, '2026-11-20T09:00:15Z', '2026-11-20T09:01:00Z', 0.75],
  ['backwards is nothing', office, '2026-11-20T10:00:00Z', '2026-11-20T09:00:00Z', 0],
  ['a night in winter', nights, '2026-11-20T12:00:00Z', '2026-11-21T12:00:00Z', 480],
  ['the night in which an hour is skipped', nights, '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 420],
  ['the night that has an hour twice', nights, '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', 540],
  ['the whole day in spring', allDay, '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23 * 60],
  ['the whole day in autumn', allDay, '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 25 * 60],
  ['1–4 h in spring', early, '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 120],
  ['1–4 h in autumn', early, '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 240],
  ['beginning in the hour that is skipped', gap, '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 30],
  ['all in the hour that is skipped', inGap, '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 0],
  ['beginning in the hour that comes twice', gap, '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 120],
  ['touching in the hour that comes twice', twice, '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 360],
  ['spring in New York', newYork, '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 23 * 60],
  ['autumn in New York', newYork, '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 25 * 60],
  ['half an hour on Lord Howe', lordHowe, '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z', 24.5 * 60],
  ['two weeks around the change', office, '2026-03-23T00:00:00Z', '2026-04-06T00:00:00Z', 10 * 480],
];

const ADDED: [string, WorkingCalendar, string, number, string][] = [
  ['none', office, '2026-11-21T12:00:00Z', 0, '2026-11-21T12:00:00Z'],
  ['into the next day', office, '2026-11-19T15:00:00Z', 120, '2026-11-20T09:00:00Z'],
  ['to the very end of a day', office, '2026-11-19T15:00:00Z', 60, '2026-11-19T16:00:00Z'],
  ['from a weekend', office, '2026-11-21T12:00:00Z', 30, '2026-11-23T08:30:00Z'],
  ['over the change in spring', office, '2026-03-27T15:00:00Z', 120, '2026-03-30T08:00:00Z'],
  ['over the change in autumn', office, '2026-10-23T14:00:00Z', 120, '2026-10-26T09:00:00Z'],
  ['in the night that has an hour twice', nights, '2026-10-24T20:00:00Z', 540, '2026-10-25T05:00:00Z'],
  ['in the night in which one is skipped', nights, '2026-03-28T21:00:00Z', 420, '2026-03-29T04:00:00Z'],
  ['over Christmas', office, '2026-12-24T10:30:00Z', 60, '2026-12-28T08:30:00Z'],
];

describe('working time', () => {
  for (const [name, calendar, from, to, minutes] of CASES) {
    it(`measures: ${name}`, () => assert.equal(workingTime(new Date(from), new Date(to), calendar), minutes));
  }

  for (const [name, calendar, from, minutes, to] of ADDED) {
    it(`adds: ${name}`, () =>
      assert.equal(addWorkingTime(new Date(from), minutes, calendar)?.toISOString().replace('.000', ''), to));
  }

  it('says that work is never done where nobody works', () => {
    const never = make('Europe/Berlin', every());
    const at = new Date('2026-11-20T09:00:00Z');
    assert.equal(addWorkingTime(at, 1, never), undefined);
    assert.equal(nextWorkingMoment(at, never), undefined);
    assert.equal(workingTime(at, new Date('2036-01-01T00:00:00Z'), never), 0);
    const once = make('Europe/Berlin', every(), { '2026-11-21': [hours(10, 11)] });
    assert.equal(addWorkingTime(at, 61, once), undefined);
    assert.equal(addWorkingTime(at, 60, once)?.toISOString(), '2026-11-21T10:00:00.000Z');
  });

  it('knows whether somebody works, and when next', () => {
    const at = (text: string) => new Date(text);
    assert.equal(isWorkingTime(at('2026-11-20T08:00:00Z'), office), true);
    assert.equal(isWorkingTime(at('2026-11-20T16:00:00Z'), office), false);
    const next = nextWorkingMoment(at('2026-11-20T16:00:00Z'), office);
    assert.equal(next?.toISOString(), '2026-11-23T08:00:00.000Z');
    assert.equal(isWorkingTime(at('2026-11-20T16:00:00Z'), ALWAYS), true);
  });

  it('measures what was added, over any change of any clock', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
      .map(([from, length]) => ({ from, to: from + length }));
    const calendar = fc.record({
      timeZone: fc.constantFrom(
        'Europe/Berlin',
        'America/New_York',
        'Australia/Lord_Howe',
        'Asia/Kolkata',
        'Pacific/Apia',
        'America/Sao_Paulo',
        'Africa/Casablanca',
      ),
      week: fc.array(fc.array(range, { maxLength: 3 }), { minLength: 7, maxLength: 7 }),
      days: fc.constant({}),
    });
    const year = 365 * 24 * 60 * 60_000;
    fc.assert(
      fc.property(
        calendar,
        fc.integer({ min: 0, max: 20 * year }),
        fc.integer({ min: 0, max: 20_000 }),
        (given, since, minutes) => {
          const from = new Date(Date.UTC(2010, 0, 1) + since);
          const to = addWorkingTime(from, minutes, given);
          if (to) assert.equal(workingTime(from, to, given), minutes);
          else assert.ok(given.week.every((day) => day.length === 0));
          const middle = new Date((from.getTime() + (to ?? from).getTime()) / 2);
          const parts = workingTime(from, middle, given) + workingTime(middle, to ?? from, given);
          assert.ok(Math.abs(parts - (to ? minutes : 0)) < 1e-6);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('counts as a clock on the wall does, minute by minute', () => {
    const zone = 'Europe/Berlin';
    const shows = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
    const calendar = make(zone, every(hours(5, 23)));
    for (const start of ['2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z', '2026-07-01T12:00:00Z']) {
      const from = new Date(start).getTime();
      const counted = Array.from({ length: 2 * 1440 }, (_, minute) =>
        shows.format(new Date(from + minute * 60_000)),
      ).filter((text) => text >= '05:00' && text < '23:00').length;
      assert.equal(workingTime(new Date(from), new Date(from + 2 * 1440 * 60_000), calendar), counted);
    }
  });
});
