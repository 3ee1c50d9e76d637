import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Condition, matchesConditions, matchesType } from '../../../src/core/webhooks/match-event.ts';

describe('what an endpoint asked for', () => {
  it('takes single types, groups and everything', () => {
    assert.ok(matchesType(['*'], 'record.created'));
    assert.ok(matchesType(['record.*'], 'record.created'));
    assert.ok(matchesType(['ticket.closed', 'record.created'], 'record.created'));
    assert.ok(matchesType(['ticket.*'], 'ticket.message.added'));
    assert.ok(!matchesType(['record.*'], 'records.created'));
    assert.ok(!matchesType(['record.*'], 'record'));
    assert.ok(!matchesType(['record.*'], 'record.'));
    assert.ok(!matchesType(['record.created'], 'record.created.again'));
    assert.ok(!matchesType([], 'record.created'));
  });

  const event = {
    type: 'record.created',
    subject: 'record:1',
    data: {
      record: { kind: 'problem', number: 12, tags: ['coil', 'left'], machine: null, at: '2026-11-20' },
    },
  };
  const cases: [Condition, boolean][] = [
    [{ path: 'data.record.kind', op: 'eq', value: 'problem' }, true],
    [{ path: 'data.record.kind', op: 'eq', value: 'part' }, false],
    [{ path: 'data.record.kind', op: 'ne', value: 'part' }, true],
    [{ path: 'data.record.kind', op: 'in', value: ['part', 'problem'] }, true],
    [{ path: 'data.record.kind', op: 'in', value: 'problem' }, false],
    [{ path: 'data.record.number', op: 'gt', value: 11 }, true],
    [{ path: 'data.record.number', op: 'gt', value: 12 }, false],
    [{ path: 'data.record.number', op: 'gte', value: 12 }, true],
    [{ path: 'data.record.number', op: 'lt', value: '13' }, false],
    [{ path: 'data.record.at', op: 'lte', value: '2026-11-20' }, true],
    [{ path: 'data.record.tags', op: 'contains', value: 'coil' }, true],
    [{ path: 'data.record.kind', op: 'contains', value: 'PROB' }, true],
    [{ path: 'data.record.machine', op: 'exists' }, false],
    [{ path: 'data.record.machine', op: 'exists', value: false }, true],
    [{ path: 'data.record.machine', op: 'eq', value: null }, true],
    [{ path: 'data.nothing.here', op: 'eq', value: 'x' }, false],
    [{ path: 'data.nothing.here', op: 'ne', value: 'x' }, true],
    [{ path: 'data.__proto__.constructor', op: 'exists' }, false],
    [{ path: 'subject', op: 'eq', value: 'record:1' }, true],
  ];
  for (const [condition, expected] of cases) {
    it(`${condition.path} ${condition.op} ${JSON.stringify(condition.value)} is ${expected}`, () =>
      assert.equal(matchesConditions([condition], event), expected));
  }

  it('wants all of several conditions', () => {
    const yes: Condition = { path: 'data.record.number', op: 'eq', value: 12 };
    const no: Condition = { path: 'data.record.number', op: 'eq', value: 13 };
    assert.ok(matchesConditions([], event));
    assert.ok(matchesConditions([yes, yes], event));
    assert.ok(!matchesConditions([yes, no], event));
  });
});
