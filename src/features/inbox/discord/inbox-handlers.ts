import type { Component, ModalHandler } from '../../../core/interactions/component.ts';

const run = () => import('./run-inbox-handler.ts');
const now = { answer: 'now', shows: 'update' } as const;

/** The buttons of a card, and the choice of a team in a direct message. */
export const inboxComponents: Record<string, Component> = {
  claim: { access: 'inbox:write', ...now, handle: async (interaction) => (await run()).claim(interaction) },
  reply: {
    access: 'inbox:write',
    ...now,
    handle: async (interaction) => (await run()).askReply(interaction),
  },
  snooze: {
    access: 'inbox:write',
    ...now,
    handle: async (interaction) => (await run()).askSnooze(interaction),
  },
  close: { access: 'inbox:write', ...now, handle: async (interaction) => (await run()).close(interaction) },
  reopen: { access: 'inbox:write', ...now, handle: async (interaction) => (await run()).reopen(interaction) },
  open: {
    access: 'inbox:read',
    answer: 'now',
    shows: 'reply',
    handle: async (interaction) => (await run()).open(interaction),
  },
  team: {
    access: 'inbox:contact',
    answer: 'later',
    shows: 'update',
    inDirectMessages: true,
    handle: async (interaction) => (await run()).team(interaction),
  },
};

export const inboxModals: Record<string, ModalHandler> = {
  reply: { access: 'inbox:write', ...now, handle: async (interaction) => (await run()).reply(interaction) },
  snooze: { access: 'inbox:write', ...now, handle: async (interaction) => (await run()).snooze(interaction) },
  contact: {
    access: 'inbox:contact',
    // May ask Discord who the person is; and no outage may lose what was written.
    answer: 'later',
    shows: 'reply',
    handle: async (interaction) => (await run()).contact(interaction),
  },
};
