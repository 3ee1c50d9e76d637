import type { Component, ModalHandler } from '../../../core/interactions/component.ts';

const run = () => import('./run-ticket-handler.ts');
/** Who works on a ticket hangs on its category as well; the action behind it looks. */
const now = { access: 'tickets:open', answer: 'now' } as const;
const update = { ...now, shows: 'update' } as const;
const reply = { ...now, shows: 'reply' } as const;

/** Panels, the buttons of a ticket's message, and what stands behind “More”. */
export const ticketComponents: Record<string, Component> = {
  new: { ...reply, handle: async (interaction) => (await run()).askNew(interaction) },
  pick: { ...reply, handle: async (interaction) => (await run()).askPicked(interaction) },
  claim: { ...update, handle: async (interaction) => (await run()).claim(interaction) },
  unclaim: { ...update, handle: async (interaction) => (await run()).unclaim(interaction) },
  progress: { ...update, handle: async (interaction) => (await run()).progress(interaction) },
  urgent: { ...update, handle: async (interaction) => (await run()).urgent(interaction) },
  close: { ...update, handle: async (interaction) => (await run()).close(interaction) },
  reopen: { ...update, handle: async (interaction) => (await run()).reopen(interaction) },
  more: { ...reply, handle: async (interaction) => (await run()).more(interaction) },
  assign: { ...update, handle: async (interaction) => (await run()).assign(interaction) },
  set: { ...update, handle: async (interaction) => (await run()).set(interaction) },
  move: { ...update, handle: async (interaction) => (await run()).move(interaction) },
  sync: {
    access: 'tickets:open',
    answer: 'later',
    shows: 'reply',
    handle: async (interaction) => (await run()).sync(interaction),
  },
  ask: { ...reply, handle: async (interaction) => (await run()).ask(interaction) },
  'first-panel': {
    access: 'tickets:manage',
    // Asks Discord whose the channel is.
    answer: 'later',
    shows: 'reply',
    handle: async (interaction) => (await import('./first-panel.ts')).makeFirstPanel(interaction),
  },
};

export const ticketModals: Record<string, ModalHandler> = {
  form: {
    access: 'tickets:open',
    answer: 'later',
    shows: 'reply',
    handle: async (interaction) => (await run()).submitForm(interaction),
  },
  close: { ...reply, handle: async (interaction) => (await run()).closeFor(interaction) },
  note: { ...reply, handle: async (interaction) => (await run()).note(interaction) },
  rename: { ...reply, handle: async (interaction) => (await run()).rename(interaction) },
  tags: { ...reply, handle: async (interaction) => (await run()).tags(interaction) },
};
