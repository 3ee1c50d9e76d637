import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MESSAGE_LIMITS } from '../../../src/discord/limits.ts';
import {
  planMessage,
  rulesMessage,
  startedMessage,
} from '../../../src/features/roles/discord/roles-messages.ts';
import type { PlanView, RuleView, StepView } from '../../../src/features/roles/schemas.ts';

const step = (index: number): StepView => ({
  userId: `10000000000000${String(index).padStart(5, '0')}`,
  userName: null,
  roleId: '1100000000000000031',
  roleName: 'Customer',
  ruleId: '0192d3a4-7c1e-7a55-8a10-000000000031',
  standingTitle: 'Has linked an account',
  what: 'adopt',
  cause: 'adopted',
});
const blocked = (index: number) => ({
  roleId: `11000000000000000${index}`,
  roleName: `Role ${index}`,
  obstacle: 'above-bot' as const,
  problem: `The role “${'long name '.repeat(9)}${index}” is not below the role “${'Guildhall '.repeat(9)}”.`,
  adding: 2,
  removing: 0,
});
const plan = (change: Partial<PlanView>): PlanView => ({
  fingerprint: 'x',
  adding: 0,
  removing: 0,
  adopting: 0,
  keeping: 0,
  calls: 0,
  takenByHand: 0,
  givenByHand: 0,
  blocked: [],
  listed: true,
  steps: [],
  more: 0,
  runId: null,
  ...change,
});
const words = (view: PlanView) => planMessage(view, { confirm: false }).content ?? '';

describe('what Discord shows of roles', () => {
  it('never says that nothing is due while something waits for what is in the way', () => {
    assert.match(words(plan({})), /Nothing to do/);
    const said = words(plan({ blocked: [blocked(1)] }));
    assert.doesNotMatch(said, /Nothing to do|Everybody has/);
    assert.match(said, /2 changes wait for it/);
  });

  it('keeps what is in the way whole and counts whom it leaves out, however much there is', () => {
    const steps = Array.from({ length: 500 }, (_, index) => step(index));
    const said = words(
      plan({
        adopting: 50_000,
        steps,
        more: 49_500,
        blocked: [1, 2, 3, 4, 5, 6].map(blocked),
        givenByHand: 9,
      }),
    );
    assert.ok(said.length <= MESSAGE_LIMITS.content);
    const lines = said.split('\n');
    assert.equal(lines.filter((line) => line.endsWith('2 changes wait for it.')).length, 4);
    assert.ok(lines.includes('-# and 2 more roles are out of reach'));
    const shown = lines.filter((line) => line.startsWith('`=`')).length;
    assert.ok(shown > 3);
    assert.equal(lines.at(-1), `-# and ${50_000 - shown} more`);
  });

  it('says how many rules it leaves out', () => {
    const rule = {
      standingTitle: 'Has linked an account',
      roleId: '1100000000000000031',
      state: 'active',
      problem: null,
    };
    // Safe because the message is made of no other fields.
    const said = rulesMessage(Array.from({ length: 60 }, () => rule as RuleView)).content ?? '';
    assert.match(said, /\n-# and \d+ more$/);
  });

  it('tells the time that a large plan takes in hours', () => {
    assert.match(
      startedMessage(plan({ calls: 50_000 })).content ?? '',
      /50000 calls to Discord, about 14 h\./,
    );
    assert.match(startedMessage(plan({ calls: 1 })).content ?? '', /1 call to Discord, about 1 s\./);
  });
});
