import type { Component, ModalHandler } from '../../../../core/interactions/component.ts';

const run = () => import('./run-desk-handler.ts');
/** The member's answers, which also come from their direct messages. */
const member = { access: 'tickets:open', answer: 'now', shows: 'update', inDirectMessages: true } as const;

/** Buttons of the questions that members get: whether a ticket can be closed, and how it went. */
export const deskComponents: Record<string, Component> = {
  'close-yes': { ...member, handle: async (interaction) => (await run()).closeYes(interaction) },
  'close-no': { ...member, handle: async (interaction) => (await run()).closeNo(interaction) },
  rate: { ...member, handle: async (interaction) => (await run()).rate(interaction) },
  comment: { ...member, handle: async (interaction) => (await run()).askComment(interaction) },
};

export const deskModals: Record<string, ModalHandler> = {
  comment: { ...member, handle: async (interaction) => (await run()).comment(interaction) },
};
