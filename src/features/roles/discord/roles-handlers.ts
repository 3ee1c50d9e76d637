import type { Component } from '../../../core/interactions/component.ts';

const run = () => import('./run-roles.ts');

/** The buttons below a plan and below the question what becomes of a rule's roles. */
export const roleComponents: Record<string, Component> = {
  apply: {
    access: 'roles:sync',
    answer: 'later',
    shows: 'update',
    handle: async (interaction) => (await run()).apply(interaction),
  },
  drop: {
    access: 'roles:manage',
    answer: 'later',
    shows: 'update',
    handle: async (interaction) => (await run()).drop(interaction),
  },
};
