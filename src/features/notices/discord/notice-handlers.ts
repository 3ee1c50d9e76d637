import type { Component } from '../../../core/interactions/component.ts';

const run = () => import('./run-notice-command.ts');

/** The buttons below a preview and below an alert. */
export const noticeComponents: Record<string, Component> = {
  post: {
    access: 'notices:read',
    answer: 'later',
    shows: 'update',
    handle: async (interaction) => (await run()).post(interaction),
  },
  discard: {
    access: 'notices:read',
    answer: 'later',
    shows: 'update',
    handle: async (interaction) => (await run()).discard(interaction),
  },
  acknowledge: {
    access: 'notices:alert',
    answer: 'later',
    shows: 'reply',
    handle: async (interaction) => (await run()).acknowledge(interaction),
  },
  resolve: {
    access: 'notices:alert',
    answer: 'later',
    shows: 'reply',
    handle: async (interaction) => (await run()).resolve(interaction),
  },
};
