import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';
import { CHANGE_CAUSES, RUN_KINDS } from './model.ts';

const id = '0192d3a4-7c1e-7a55-8a10-0000000000';
const change = {
  userId: v.string(),
  roleId: v.string(),
  roleName: v.string(),
  ruleId: v.string(),
  standing: v.string(),
  cause: v.picklist(CHANGE_CAUSES),
  runId: v.string(),
};
const sampleChange = {
  userId: '1000000000000000012',
  roleId: '1100000000000000031',
  roleName: 'Customer',
  ruleId: `${id}31`,
  standing: 'accounts.linked',
  runId: `${id}32`,
};

export const roleSignals: Record<string, SignalDefinition> = {
  'role.granted': {
    title: 'Somebody was given a role',
    schema: v.object(change),
    sample: { ...sampleChange, cause: 'gained' },
  },
  'role.revoked': {
    title: 'A role was taken from somebody',
    schema: v.object(change),
    sample: { ...sampleChange, cause: 'lost' },
  },
  'roles.blocked': {
    title: 'A role cannot be handed out',
    schema: v.object({
      ruleId: v.string(),
      roleId: v.string(),
      roleName: v.string(),
      obstacle: v.string(),
      /** What is wrong and what to do. */
      problem: v.string(),
    }),
    sample: {
      ruleId: `${id}31`,
      roleId: '1100000000000000031',
      roleName: 'Customer',
      obstacle: 'above-bot',
      problem:
        'The role “Customer” is not below the role “Guildhall”. In Server Settings → Roles move the role “Guildhall” above “Customer”.',
    },
  },
  'roles.drifted': {
    title: 'Roles were changed by hand',
    schema: v.object({
      runId: v.string(),
      taken: v.number(),
      given: v.number(),
      /** The first of them. */
      people: v.array(
        v.object({
          userId: v.string(),
          roleId: v.string(),
          roleName: v.string(),
          what: v.picklist(['taken', 'given']),
          repaired: v.boolean(),
        }),
      ),
    }),
    sample: {
      runId: `${id}32`,
      taken: 1,
      given: 0,
      people: [
        {
          userId: '1000000000000000012',
          roleId: '1100000000000000031',
          roleName: 'Customer',
          what: 'taken',
          repaired: true,
        },
      ],
    },
  },
  'roles.plan-waits': {
    title: 'A large plan for roles waits for somebody to look at it',
    schema: v.object({ adding: v.number(), removing: v.number(), limit: v.number() }),
    sample: { adding: 950, removing: 12, limit: 100 },
  },
  'roles.lagging': {
    title: 'Roles lag behind',
    schema: v.object({ people: v.number(), minutes: v.number() }),
    sample: { people: 3, minutes: 16 },
  },
  'roles.caught-up': {
    title: 'Roles are up to date again',
    schema: v.object({}),
    sample: {},
  },
  'roles.run-started': {
    title: 'A plan for roles is put into effect',
    schema: v.object({
      runId: v.string(),
      kind: v.picklist(RUN_KINDS),
      adding: v.number(),
      removing: v.number(),
    }),
    sample: { runId: `${id}32`, kind: 'manual', adding: 12, removing: 3 },
  },
  'roles.run-finished': {
    title: 'A plan for roles is done',
    schema: v.object({
      runId: v.string(),
      kind: v.picklist(RUN_KINDS),
      done: v.number(),
      failed: v.number(),
    }),
    sample: { runId: `${id}32`, kind: 'manual', done: 14, failed: 1 },
  },
  'roles.rule-changed': {
    title: 'A rule for roles was changed',
    schema: v.object({
      ruleId: v.string(),
      standing: v.string(),
      roleId: v.string(),
      change: v.picklist(['created', 'changed', 'deleted']),
    }),
    sample: {
      ruleId: `${id}31`,
      standing: 'accounts.linked',
      roleId: '1100000000000000031',
      change: 'created',
    },
  },
  'roles.permissions-changed': {
    title: 'What a Discord role may do here was changed',
    schema: v.object({ roleId: v.string(), added: v.array(v.string()), removed: v.array(v.string()) }),
    sample: { roleId: '1100000000000000031', added: ['records:write'], removed: [] },
  },
};
