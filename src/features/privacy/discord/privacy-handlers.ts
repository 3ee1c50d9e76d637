import type { Component } from '../../../core/interactions/component.ts';

const run = () => import('./run-privacy.ts');
/** At once, so that no job is left that names the person after they are erased. */
const now = { answer: 'now', shows: 'update', access: 'privacy:self' } as const;

/** The two steps before somebody is erased. */
export const privacyComponents: Record<string, Component> = {
  ask: { ...now, handle: async (interaction) => (await run()).ask(interaction) },
  erase: { ...now, handle: async (interaction) => (await run()).erase(interaction) },
  cancel: { ...now, handle: async () => (await run()).cancel() },
};
