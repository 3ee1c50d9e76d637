import type { Component } from '../../../core/interactions/component.ts';

const run = () => import('./run-notifications.ts');

/** The selects below `/notifications`. */
export const notificationComponents: Record<string, Component> = {
  kind: {
    access: 'notifications:read',
    answer: 'later',
    shows: 'update',
    handle: async (interaction) => (await run()).pickKind(interaction),
  },
  set: {
    access: 'notifications:choose',
    answer: 'later',
    shows: 'update',
    handle: async (interaction) => (await run()).setKind(interaction),
  },
};
