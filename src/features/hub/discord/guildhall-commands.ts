import { slashCommandGroup, subcommand } from '../../../core/interactions/command.ts';

const run = () => import('./run-guildhall-command.ts');

/** `/guildhall …`: about the bot itself. */
export const guildhallCommand = slashCommandGroup({
  name: 'guildhall',
  description: 'About Guildhall: help, status, invite link',
  subcommands: {
    help: subcommand({
      description: 'What Guildhall can do here',
      access: 'hub:use',
      answer: 'now',
      visible: 'invoker',
      handle: async (interaction) => (await run()).help(interaction),
    }),
    status: subcommand({
      description: 'What works, what is missing and what to do about it (admins)',
      access: 'hub:settings',
      answer: 'later',
      visible: 'invoker',
      handle: async (interaction) => (await run()).status(interaction),
    }),
    invite: subcommand({
      description: 'The link that adds Guildhall to a server (admins)',
      access: 'hub:settings',
      answer: 'now',
      visible: 'invoker',
      handle: async (interaction) => (await run()).invite(interaction),
    }),
  },
});
