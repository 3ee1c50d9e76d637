import { slashCommand, userCommand } from '../../../core/interactions/command.ts';
import type { Component } from '../../../core/interactions/component.ts';
import { text } from '../../../core/interactions/option.ts';

const run = () => import('./run-account-command.ts');
const now = { answer: 'now', visible: 'invoker' } as const;

/** What members do with their link, and what staff see of one. */
export const accountCommands = [
  slashCommand({
    name: 'link',
    description: 'Link your Discord account to your customer account',
    access: 'accounts:link',
    // A code takes several queries.
    answer: 'later',
    visible: 'invoker',
    options: { code: text('The one-time code, if you have one', { maxLength: 100 }) },
    handle: async (interaction) => (await run()).link(interaction),
  }),
  slashCommand({
    name: 'unlink',
    description: 'End the link to your customer account',
    access: 'accounts:link',
    ...now,
    handle: async (interaction) => (await run()).unlink(interaction),
  }),
  slashCommand({
    name: 'account',
    description: 'Show which customer account you are linked to',
    access: 'accounts:link',
    answer: 'later',
    visible: 'invoker',
    handle: async (interaction) => (await run()).account(interaction),
  }),
  userCommand({
    name: 'Show linked account',
    access: 'accounts:read',
    ...now,
    handle: async (interaction) => (await run()).showOf(interaction),
  }),
];

export const accountComponents: Record<string, Component> = {
  unlink: {
    access: 'accounts:link',
    answer: 'now',
    shows: 'update',
    handle: async (interaction) => (await run()).confirmUnlink(interaction),
  },
  keep: {
    access: 'accounts:link',
    answer: 'now',
    shows: 'update',
    handle: async () => (await run()).keepLink(),
  },
};
