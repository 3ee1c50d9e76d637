import {
  type AutocompleteHandler,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import { text } from '../../../core/interactions/option.ts';

const run = () => import('./run-webhook-command.ts');
const choose =
  (name: 'chooseEndpoint' | 'chooseEvents' | 'chooseEvent'): AutocompleteHandler =>
  async (interaction) =>
    (await import('./choices.ts'))[name](interaction);

const endpoint = text('Which one', {
  required: true,
  maxLength: 100,
  autocomplete: choose('chooseEndpoint'),
});
const now = { answer: 'now', visible: 'invoker' } as const;
const read = { ...now, access: 'webhooks:read', options: { endpoint } } as const;
const manage = { ...now, access: 'webhooks:manage', options: { endpoint } } as const;

/** `/webhook …`: programs and channels that are told what happens. */
export const webhookCommand = slashCommandGroup({
  name: 'webhook',
  description: 'Programs and channels that are told what happens here (admins)',
  defaultPermissions: ['MANAGE_GUILD'],
  subcommands: {
    list: subcommand({
      description: 'List the endpoints and how each fares',
      ...now,
      access: 'webhooks:read',
      handle: async (interaction) => (await run()).list(interaction),
    }),
    show: subcommand({
      description: 'Show one endpoint with what can be done',
      ...read,
      handle: async (interaction) => (await run()).show(interaction),
    }),
    add: subcommand({
      description: 'Add an endpoint; a form asks for its name and address',
      ...now,
      access: 'webhooks:manage',
      options: {
        kind: text('What it is', {
          required: true,
          choices: [
            { name: 'A program, told by signed requests', value: 'http' },
            { name: 'A Discord channel, by its webhook', value: 'discord-webhook' },
          ],
        }),
        events: text('What it is told, with commas between; everything, if you choose nothing', {
          maxLength: 500,
          autocomplete: choose('chooseEvents'),
        }),
      },
      handle: async (interaction) => (await run()).add(interaction),
    }),
    test: subcommand({
      description: 'Send a test event',
      ...manage,
      options: {
        endpoint,
        type: text('A sample of which event', { maxLength: 100, autocomplete: choose('chooseEvent') }),
      },
      handle: async (interaction) => (await run()).test(interaction),
    }),
    pause: subcommand({
      description: 'Send nothing more; what happens meanwhile is kept',
      ...manage,
      handle: async (interaction) => (await run()).pause(interaction),
    }),
    resume: subcommand({
      description: 'Switch it on again, whatever switched it off',
      ...manage,
      handle: async (interaction) => (await run()).resume(interaction),
    }),
    recover: subcommand({
      description: 'Send what it missed while it was off or failing',
      ...manage,
      handle: async (interaction) => (await run()).recover(interaction),
    }),
    rotate: subcommand({
      description: 'Give it a new secret, shown to you once; the old one signs beside it for 24 hours',
      ...manage,
      handle: async (interaction) => (await run()).rotate(interaction),
    }),
    log: subcommand({
      description: 'What was sent of late, and what came of it',
      ...read,
      options: {
        endpoint,
        state: text('Only those', {
          choices: [
            { name: 'Failed', value: 'failed' },
            { name: 'Waiting', value: 'queued' },
            { name: 'Held', value: 'held' },
            { name: 'Sent', value: 'sent' },
          ],
        }),
      },
      handle: async (interaction) => (await run()).log(interaction),
    }),
    remove: subcommand({
      description: 'Delete it; you are asked once more',
      ...manage,
      handle: async (interaction) => (await run()).askRemove(interaction),
    }),
  },
});
