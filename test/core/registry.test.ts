import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { defineFeature, type Feature } from '../../src/core/feature.ts';
import { slashCommand } from '../../src/core/interactions/command.ts';
import { say } from '../../src/core/interactions/reply.ts';
import type { NotificationKind } from '../../src/core/notifications/kind.ts';
import { createRegistry } from '../../src/core/registry.ts';

const command = (name: string, access: `${string}:${string}`) =>
  slashCommand({
    name,
    description: 'x',
    access,
    answer: 'now',
    visible: 'invoker',
    handle: async () => say('x'),
  });
const base: Feature = defineFeature({
  name: 'alpha',
  title: 'Alpha',
  summary: 'x',
  access: { 'alpha:use': 'member' },
  commands: [command('alpha', 'alpha:use')],
});
const other = (over: Partial<Feature>): Feature => ({ name: 'beta', title: 'Beta', summary: 'x', ...over });

const kind: NotificationKind = {
  title: 'Trouble',
  help: 'x',
  audience: 'admins',
  access: 'alpha:use',
  default: 'dm',
  from: {},
};

describe('the registry', () => {
  const clashes: [name: string, second: Feature, message: RegExp][] = [
    ['two features of one name', other({ name: 'alpha' }), /two features are called "alpha"/],
    [
      'a command that exists',
      other({ access: { 'beta:use': 'member' }, commands: [command('alpha', 'beta:use')] }),
      /command "1:alpha" exists already/,
    ],
    [
      'a permission under another name',
      other({ access: { 'alpha:more': 'member' } }),
      /must begin with its name/,
    ],
    [
      'a command without a declared permission',
      other({ commands: [command('beta', 'beta:use')] }),
      /no feature declares/,
    ],
    [
      'a job that is heard but missing',
      other({ signals: { 'x.y': { title: 'x', schema: v.any(), sample: {} } }, hears: { 'x.y': ['gone'] } }),
      /unknown job "beta.gone"/,
    ],
    ['a signal that nobody emits', other({ hears: { 'x.y': [] } }), /no feature emits/],
    [
      'a schedule of a missing job',
      other({ schedules: [{ name: 'daily', everyMinutes: 1_440, job: 'gone' }] }),
      /unknown job/,
    ],
    [
      'a notification of a signal that nobody emits',
      other({ notifications: { trouble: { ...kind, from: { 'x.y': async () => [] } } } }),
      /notification "trouble" waits for signal "x.y"/,
    ],
    [
      'a notification that tells of notifications',
      other({
        signals: { 'notification.added': { title: 'x', schema: v.any(), sample: {} } },
        notifications: { trouble: { ...kind, from: { 'notification.added': async () => [] } } },
      }),
      /would never end/,
    ],
    [
      'a critical notification that reaches nobody',
      other({ notifications: { trouble: { ...kind, critical: true, default: 'none' } } }),
      /is critical but reaches nobody/,
    ],
    [
      'notifications without the jobs that tell of them',
      other({ notifications: { trouble: kind } }),
      /need the job "notifications.plan"/,
    ],
    ['a name that is not kebab-case', other({ name: 'Beta!' }), /kebab-case/],
  ];
  for (const [name, second, message] of clashes) {
    it(`refuses at start: ${name}`, () => {
      assert.throws(() => createRegistry([base, second], { settings: [] }), message);
    });
  }

  it('takes features that get along', () => {
    assert.equal(createRegistry([base, other({})], { settings: [] }).features.length, 2);
  });
});
