import {
  type AutocompleteHandler,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import type { Component } from '../../../core/interactions/component.ts';
import { text } from '../../../core/interactions/option.ts';

const run = () => import('./run-server-command.ts');
const chooseServer: AutocompleteHandler = async (interaction) => (await run()).chooseServer(interaction);

const server = text('Which one', { required: true, maxLength: 64, autocomplete: chooseServer });
const later = { access: 'servers:use', answer: 'later', visible: 'invoker' } as const;

/** `/server …`: what customers see of their own servers and do with them. */
export const serverCommand = slashCommandGroup({
  name: 'server',
  description: 'Your servers: what they do, and starting, stopping and rebooting them',
  subcommands: {
    list: subcommand({
      description: 'List your servers',
      ...later,
      handle: async (interaction) => (await run()).list(interaction),
    }),
    status: subcommand({
      description: 'Show how one of your servers is',
      ...later,
      options: { server },
      handle: async (interaction) => (await run()).status(interaction),
    }),
    action: subcommand({
      description: 'Start, stop or reboot one of your servers',
      ...later,
      options: {
        server,
        action: text('What to do', {
          required: true,
          choices: [
            { name: 'Start', value: 'start' },
            { name: 'Stop', value: 'stop' },
            { name: 'Reboot', value: 'reboot' },
          ],
        }),
      },
      handle: async (interaction) => (await run()).act(interaction),
    }),
  },
});

const buttons = () => import('./run-server-button.ts');
const now = { answer: 'now', shows: 'update' } as const;

/** The yes or no of whoever asked, and of approvers. */
export const serverComponents: Record<string, Component> = {
  confirm: {
    ...now,
    access: 'servers:use',
    handle: async (interaction) => (await buttons()).confirm(interaction),
  },
  cancel: {
    ...now,
    access: 'servers:use',
    handle: async (interaction) => (await buttons()).cancel(interaction),
  },
  approve: {
    ...now,
    access: 'servers:approve',
    handle: async (interaction) => (await buttons()).decide(interaction, 'approve'),
  },
  reject: {
    ...now,
    access: 'servers:approve',
    handle: async (interaction) => (await buttons()).decide(interaction, 'reject'),
  },
};
