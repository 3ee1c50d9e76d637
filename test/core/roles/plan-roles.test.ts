import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type OwnedRole,
  planRoles,
  type RolePlan,
  type RolePlanInput,
  type RoleStep,
} from '../../../src/core/roles/plan-roles.ts';
import { compareHeight, explainObstacle, obstacleOf } from '../../../src/core/roles/role-order.ts';

const GUILD = '1000';
const BOT_TOP = { id: '1050', name: 'Guildhall', position: 5, managed: true };
const role = (id: string, position: number, managed = false) => ({
  id,
  name: `Role ${id}`,
  position,
  managed,
});
const rule = (ruleId: string, roleId: string, more = {}) => ({
  ruleId,
  roleId,
  removeOnLoss: true,
  adopt: false,
  repair: true,
  paused: false,
  ...more,
});
const base = (more: Partial<RolePlanInput>): RolePlanInput => ({
  guildId: GUILD,
  rules: [rule('a', '1001')],
  desired: [],
  actual: new Map(),
  owned: [],
  roles: [role(GUILD, 0), role('1001', 1), role('1002', 2), role('1009', 9), role('1008', 2, true), BOT_TOP],
  bot: { top: BOT_TOP, mayManage: true },
  ...more,
});
const step = (userId: string, roleId = '1001', ruleId = 'a'): RoleStep => ({ userId, roleId, ruleId });
const held = (userId: string, roleId = '1001', ruleId = 'a'): OwnedRole => ({
  ...step(userId, roleId, ruleId),
  state: 'held',
});

describe('a plan for roles', () => {
  it('gives, takes, keeps and forgets, one call for each difference', () => {
    const plan = planRoles(
      base({
        desired: [step('new'), step('has'), step('away')],
        actual: new Map([
          ['new', []],
          ['has', ['1001']],
          ['lost', ['1001', '1002']],
        ]),
        owned: [held('has'), held('lost'), held('away'), held('left')],
      }),
    );
    assert.deepEqual(plan.add, [{ ...step('new'), cause: 'gained' }]);
    assert.deepEqual(plan.remove, [step('lost')]);
    assert.deepEqual(plan.forget, [step('away'), step('left')]);
    assert.deepEqual([plan.keep, plan.calls], [1, 2]);
  });

  it('leaves what somebody gave by hand alone, unless the rule adopts it', () => {
    const input = base({
      desired: [step('both')],
      actual: new Map([
        ['both', ['1001']],
        ['gift', ['1001']],
      ]),
    });
    const plan = planRoles(input);
    assert.deepEqual([plan.calls, plan.adopt, plan.given], [0, [], [step('gift')]]);
    const adopting = planRoles({ ...input, rules: [rule('a', '1001', { adopt: true })] });
    assert.deepEqual([adopting.calls, adopting.adopt], [0, [step('both')]]);
  });

  it('tells what was taken by hand, and gives it again only if the rule says so', () => {
    const input = base({ desired: [step('x')], actual: new Map([['x', []]]), owned: [held('x')] });
    const repaired = planRoles(input);
    assert.deepEqual([repaired.taken, repaired.add], [[step('x')], [{ ...step('x'), cause: 'repair' }]]);
    const accepted = planRoles({ ...input, rules: [rule('a', '1001', { repair: false })] });
    assert.deepEqual([accepted.taken, accepted.waive, accepted.calls], [[step('x')], [step('x')], 0]);
  });

  it('names what is in the way of a role and counts what waits for it', () => {
    const rules = [rule('a', '1009'), rule('b', '1008'), rule('c', GUILD), rule('d', '4711')];
    const desired = rules.map(({ ruleId, roleId }) => step('x', roleId, ruleId));
    const plan = planRoles(base({ rules, desired, actual: new Map([['x', []]]) }));
    assert.equal(plan.calls, 0);
    assert.deepEqual(
      plan.blocked.map(({ roleId, obstacle, adding }) => [roleId, obstacle, adding]),
      [
        [GUILD, 'everyone', 1],
        ['1008', 'managed', 1],
        ['1009', 'above-bot', 1],
        ['4711', 'gone', 1],
      ],
    );
    const powerless = planRoles(
      base({ desired: [step('x')], actual: new Map([['x', []]]), bot: { top: BOT_TOP, mayManage: false } }),
    );
    assert.deepEqual(powerless.blocked, [
      { roleId: '1001', obstacle: 'no-permission', adding: 1, removing: 0 },
    ]);
  });

  it('takes away what may still be on its way to somebody who lost the standing', () => {
    const plan = planRoles(
      base({ actual: new Map([['x', []]]), owned: [{ ...step('x'), state: 'pending' }] }),
    );
    assert.deepEqual(plan.remove, [step('x')]);
  });

  it('hands what one rule gave over to the other that still wants it, so that nothing holds the first', () => {
    const rules = [rule('a', '1001'), rule('b', '1001', { repair: false })];
    const input = base({
      rules,
      desired: [
        step('has', '1001', 'b'),
        step('waived', '1001', 'b'),
        step('both', '1001', 'b'),
        step('both'),
      ],
      actual: new Map([
        ['has', ['1001']],
        ['waived', []],
        ['both', ['1001']],
      ]),
      owned: [held('has'), { ...step('waived'), state: 'waived' }, held('both')],
    });
    const plan = planRoles(input);
    assert.deepEqual(plan.confirm, [step('has', '1001', 'b')]);
    assert.deepEqual(plan.waive, [step('waived', '1001', 'b')]);
    assert.deepEqual([plan.taken, plan.calls], [[], 0]);
    const paused = planRoles({ ...input, rules: [rule('a', '1001', { paused: true }), ...rules.slice(1)] });
    assert.deepEqual([paused.confirm, paused.waive, paused.keep], [[], [], 2]);
    const deleted = planRoles({ ...input, rules: rules.slice(1) });
    assert.deepEqual(deleted.confirm, [step('both', '1001', 'b'), step('has', '1001', 'b')]);
  });

  it('puts the older of two roles at one position above the other', () => {
    assert.ok(compareHeight(role('1', 3), role('2', 3)) > 0);
    assert.ok(compareHeight(role('2', 3), role('1', 3)) < 0);
    assert.equal(obstacleOf(role('900', 5), GUILD, { top: BOT_TOP, mayManage: true }), 'above-bot');
    assert.match(
      explainObstacle('above-bot', 'Customer', 'Guildhall'),
      /move the role “Guildhall” above “Customer”/,
    );
  });
});

const users = ['u1', 'u2', 'u3', 'u4', 'u5'];
const roles = [
  role(GUILD, 0),
  role('1001', 1),
  role('1002', 2),
  role('1003', 3),
  role('1008', 2, true),
  role('1009', 9),
  BOT_TOP,
];
const roleIds = ['1001', '1002', '1003', '1008', '1009', GUILD, '4711'];
const anyRule = (ruleId: string) =>
  fc.record({
    ruleId: fc.constant(ruleId),
    roleId: fc.constantFrom(...roleIds),
    removeOnLoss: fc.boolean(),
    adopt: fc.boolean(),
    repair: fc.boolean(),
    paused: fc.boolean(),
  });
const anyInput: fc.Arbitrary<RolePlanInput> = fc
  .tuple(anyRule('a'), anyRule('b'), anyRule('c'))
  .chain((rules) =>
    fc.record({
      guildId: fc.constant(GUILD),
      rules: fc.constant(rules),
      desired: fc
        .uniqueArray(fc.tuple(fc.constantFrom(...users), fc.constantFrom(...rules)), {
          selector: ([userId, { ruleId }]) => `${userId}${ruleId}`,
        })
        .map((pairs) => pairs.map(([userId, { ruleId, roleId }]) => step(userId, roleId, ruleId))),
      actual: fc
        .uniqueArray(
          fc.tuple(fc.constantFrom(...users), fc.subarray(['1001', '1002', '1003', '1008', '1009'])),
          {
            selector: ([userId]) => userId,
          },
        )
        .map((pairs) => new Map<string, readonly string[]>(pairs)),
      owned: fc
        .uniqueArray(
          fc.tuple(
            fc.constantFrom(...users),
            fc.constantFrom(...rules),
            fc.constantFrom('pending' as const, 'held' as const, 'waived' as const),
          ),
          { selector: ([userId, { roleId }]) => `${userId}${roleId}` },
        )
        .map((all) =>
          all.map(([userId, { ruleId, roleId }, state]) => ({ ...step(userId, roleId, ruleId), state })),
        ),
      roles: fc.constant(roles),
      bot: fc.record({ top: fc.constantFrom(BOT_TOP, undefined), mayManage: fc.boolean() }),
    }),
  );

const key = ({ userId, roleId }: RoleStep) => `${userId}:${roleId}`;

/** What the world and the ledger look like once everything in the plan was done. */
function apply(input: RolePlanInput, plan: RolePlan): RolePlanInput {
  const actual = new Map([...input.actual].map(([userId, ids]) => [userId, new Set(ids)]));
  const owned = new Map([...input.owned].map((one) => [key(one), one]));
  for (const one of plan.add) actual.get(one.userId)?.add(one.roleId);
  for (const one of plan.remove) actual.get(one.userId)?.delete(one.roleId);
  for (const { userId, roleId, ruleId } of [...plan.add, ...plan.adopt, ...plan.confirm])
    owned.set(key({ userId, roleId, ruleId }), { userId, roleId, ruleId, state: 'held' });
  for (const one of plan.waive) owned.set(key(one), { ...one, state: 'waived' });
  for (const one of [...plan.remove, ...plan.forget]) owned.delete(key(one));
  return {
    ...input,
    actual: new Map([...actual].map(([userId, ids]) => [userId, [...ids]])),
    owned: [...owned.values()],
  };
}

describe('any plan for roles', () => {
  it('leaves nothing to do once it was applied', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const next = planRoles(apply(input, planRoles(input)));
        const { add, remove, adopt, confirm, waive, forget, taken, calls } = next;
        assert.deepEqual(
          { add, remove, adopt, confirm, waive, forget, taken, calls },
          {
            add: [],
            remove: [],
            adopt: [],
            confirm: [],
            waive: [],
            forget: [],
            taken: [],
            calls: 0,
          },
        );
      }),
      { numRuns: 500 },
    );
  });

  it('takes only what the ledger owns, gives only what a rule wants, and touches no role out of reach', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = planRoles(input);
        const owned = new Set([...input.owned].map(key));
        const desired = new Set([...input.desired].map(key));
        const reach = new Set(roles.filter((one) => !obstacleOf(one, GUILD, input.bot)).map(({ id }) => id));
        for (const one of plan.remove)
          assert.ok((owned.has(key(one)) && !desired.has(key(one))) || paused(input, one));
        for (const one of plan.add) assert.ok(desired.has(key(one)));
        for (const one of [...plan.add, ...plan.remove]) assert.ok(reach.has(one.roleId), key(one));
        assert.equal(plan.calls, new Set([...plan.add, ...plan.remove].map(key)).size);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of what it is given', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const turned = {
          ...input,
          desired: [...input.desired].reverse(),
          owned: [...input.owned].reverse(),
          actual: new Map([...input.actual].reverse()),
        };
        const { given, ...plan } = planRoles(input);
        const { given: again, ...other } = planRoles(turned);
        assert.deepEqual(other, plan);
        assert.equal(again.length, given.length);
      }),
      { numRuns: 200 },
    );
  });
});

/** Somebody may have lost the role by one rule while another that stands still would give it. */
const paused = ({ rules }: RolePlanInput, { roleId }: RoleStep) =>
  rules.some((one) => one.roleId === roleId && one.paused);
