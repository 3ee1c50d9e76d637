import {
  type AutocompleteHandler,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import type { Component } from '../../../core/interactions/component.ts';
import { text, user } from '../../../core/interactions/option.ts';

const choices: AutocompleteHandler = async (interaction) =>
  (await import('./choices.ts')).chooseMaintainer(interaction);
const run = () => import('./run-maintainer-command.ts');

const now = { answer: 'now', visible: 'invoker' } as const;
const maintainer = text('Name or username on the roster', { required: true, autocomplete: choices });

/** `/maintainer …`: the workshop's roster and who of it is who on Discord. */
export const maintainerCommand = slashCommandGroup({
  name: 'maintainer',
  description: 'The people who repair, and who they are on Discord',
  subcommands: {
    list: subcommand({
      description: 'Show the roster, and matches that wait for a yes or no',
      ...now,
      access: 'records:read',
      handle: async (interaction) => (await run()).list(interaction),
    }),
    add: subcommand({
      description: 'Put somebody on the roster (staff)',
      ...now,
      access: 'records:manage',
      options: {
        name: text('Name', { required: true, maxLength: 80 }),
        username: text('Discord username, if you know it', { maxLength: 33 }),
        account: user('Discord account, if you are sure'),
      },
      handle: async (interaction) => (await run()).add(interaction),
    }),
    link: subcommand({
      description: 'Say who a maintainer is on Discord (staff)',
      ...now,
      access: 'records:manage',
      options: { maintainer, account: user('Discord account', { required: true }) },
      handle: async (interaction) => (await run()).link(interaction),
    }),
    unlink: subcommand({
      description: 'Take the link to a Discord account away (staff)',
      ...now,
      access: 'records:manage',
      options: { maintainer },
      handle: async (interaction) => (await run()).unlink(interaction),
    }),
    remove: subcommand({
      description: 'Take somebody off the roster; records stay as they are (staff)',
      ...now,
      access: 'records:manage',
      options: { maintainer },
      handle: async (interaction) => (await run()).remove(interaction),
    }),
  },
});

export const maintainerComponents: Record<string, Component> = {
  'answer-link': {
    answer: 'now',
    shows: 'update',
    access: 'records:manage',
    handle: async (interaction) => (await run()).answer(interaction),
  },
};
