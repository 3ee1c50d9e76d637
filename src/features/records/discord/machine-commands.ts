import {
  type AutocompleteHandler,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import type { Component } from '../../../core/interactions/component.ts';
import { flag, text } from '../../../core/interactions/option.ts';
import { MACHINE_NAME_MAX_LENGTH } from '../limits.ts';

const choices: AutocompleteHandler = async (interaction) =>
  (await import('./choices.ts')).chooseMachine(interaction);
const allChoices: AutocompleteHandler = async (interaction) =>
  (await import('./choices.ts')).chooseAnyMachine(interaction);
const run = () => import('./run-machine-command.ts');

const now = { answer: 'now', visible: 'invoker' } as const;
const aliases = text('Other names, with commas between them', { maxLength: 600 });
const location = text('Where it stands', { maxLength: 100 });

/** `/machine …`: what records are about. */
export const machineCommand = slashCommandGroup({
  name: 'machine',
  description: 'The machines that records are about',
  subcommands: {
    list: subcommand({
      description: 'List the machines with their open records',
      ...now,
      access: 'records:read',
      options: { words: text('Part of a name', { maxLength: 100 }), archived: flag('Also archived ones') },
      handle: async (interaction) => (await run()).list(interaction),
    }),
    show: subcommand({
      description: 'Show a machine and what was recorded about it',
      ...now,
      access: 'records:read',
      options: { machine: text('Which one', { required: true, autocomplete: allChoices }) },
      handle: async (interaction) => (await run()).show(interaction),
    }),
    add: subcommand({
      description: 'Add a machine (staff)',
      ...now,
      access: 'records:manage',
      options: {
        name: text('What it is called', { required: true, maxLength: MACHINE_NAME_MAX_LENGTH }),
        aliases,
        location,
      },
      handle: async (interaction) => (await run()).add(interaction),
    }),
    rename: subcommand({
      description: 'Change name, other names or place of a machine (staff)',
      ...now,
      access: 'records:manage',
      options: {
        machine: text('Which one', { required: true, autocomplete: allChoices }),
        name: text('New name', { maxLength: MACHINE_NAME_MAX_LENGTH }),
        aliases,
        location,
      },
      handle: async (interaction) => (await run()).rename(interaction),
    }),
    archive: subcommand({
      description: 'Put a machine out of the lists; its records stay (staff)',
      ...now,
      access: 'records:manage',
      options: { machine: text('Which one', { required: true, autocomplete: choices }) },
      handle: async (interaction) => (await run()).archive(interaction),
    }),
  },
});

export const machineComponents: Record<string, Component> = {
  'archive-machine': {
    answer: 'now',
    shows: 'update',
    access: 'records:manage',
    handle: async (interaction) => (await run()).setArchived(interaction),
  },
};
