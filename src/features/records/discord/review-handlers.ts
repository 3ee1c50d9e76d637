import { messageCommand } from '../../../core/interactions/command.ts';
import type { Component, ModalHandler } from '../../../core/interactions/component.ts';

const run = () => import('./run-review-handler.ts');
const now = { answer: 'now', shows: 'update', access: 'records:write' } as const;
/** Work that a form holds is queued, so that no outage loses what was typed. */
const later = { ...now, answer: 'later' } as const;

/** Right-click on a message → Apps → Add to records. */
export const addToRecords = messageCommand({
  name: 'Add to records',
  access: 'records:write',
  answer: 'later',
  visible: 'invoker',
  handle: async (interaction) => (await run()).addMessage(interaction),
});

/** The buttons of a review. */
export const reviewComponents: Record<string, Component> = {
  save: { ...now, handle: async (interaction) => (await run()).save(interaction) },
  merge: { ...now, handle: async (interaction) => (await run()).merge(interaction) },
  skip: { ...now, handle: async (interaction) => (await run()).skip(interaction) },
  edit: { ...now, handle: async (interaction) => (await run()).askEdit(interaction) },
  fill: { ...now, handle: async (interaction) => (await run()).askFill(interaction) },
  dismiss: { ...now, handle: async (interaction) => (await run()).dismiss(interaction) },
  review: { ...now, handle: async (interaction) => (await run()).showReview(interaction) },
  undo: { ...now, handle: async (interaction) => (await run()).undo(interaction) },
};

export const reviewModals: Record<string, ModalHandler> = {
  edit: { ...later, handle: async (interaction) => (await run()).saveEdit(interaction) },
  fill: { ...later, handle: async (interaction) => (await run()).saveFilled(interaction) },
};
