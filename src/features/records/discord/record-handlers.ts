import type { Component, ModalHandler } from '../../../core/interactions/component.ts';

const run = () => import('./run-record-handler.ts');
const now = { answer: 'now', shows: 'update' } as const;
/** Work that a form holds is queued, so that no outage loses what was typed. */
const later = { answer: 'later', shows: 'update' } as const;

/** The buttons below a record and around a list. */
export const recordComponents: Record<string, Component> = {
  list: {
    ...now,
    access: 'records:read',
    handle: async (interaction) => (await run()).turnPage(interaction),
  },
  'assign-record': {
    ...now,
    access: 'records:write',
    handle: async (interaction) => (await run()).assignToMe(interaction),
  },
  'close-record': {
    ...now,
    access: 'records:write',
    handle: async (interaction) => (await run()).askReason('close-record', interaction),
  },
  'reopen-record': {
    ...now,
    access: 'records:write',
    handle: async (interaction) => (await run()).askReason('reopen-record', interaction),
  },
  'comment-record': {
    ...now,
    access: 'records:write',
    handle: async (interaction) => (await run()).askComment(interaction),
  },
  'edit-record': {
    ...now,
    access: 'records:write',
    handle: async (interaction) => (await run()).askEdit(interaction),
  },
};

export const recordModals: Record<string, ModalHandler> = {
  create: {
    answer: 'later',
    shows: 'reply',
    access: 'records:write',
    handle: async (interaction) => (await run()).saveNew(interaction),
  },
  'close-record': {
    ...later,
    access: 'records:write',
    handle: async (interaction) => (await run()).saveClosed(interaction),
  },
  'reopen-record': {
    ...later,
    access: 'records:write',
    handle: async (interaction) => (await run()).saveReopened(interaction),
  },
  'comment-record': {
    ...later,
    access: 'records:write',
    handle: async (interaction) => (await run()).saveComment(interaction),
  },
  'edit-record': {
    ...later,
    access: 'records:write',
    handle: async (interaction) => (await run()).saveEdit(interaction),
  },
};
