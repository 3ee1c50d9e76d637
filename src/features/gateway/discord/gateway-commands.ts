import { slashCommandGroup, subcommand } from '../../../core/interactions/command.ts';

const run = () => import('./run-gateway-command.ts');
const now = { answer: 'now', visible: 'invoker' } as const;

/** `/gateway …`: the connection over which Discord tells what happens. */
export const gatewayCommand = slashCommandGroup({
  name: 'gateway',
  description: 'The connection over which Guildhall hears what happens (admins)',
  defaultPermissions: ['MANAGE_GUILD'],
  subcommands: {
    status: subcommand({
      description: 'Show how the connection is, and what to do if it is not well',
      ...now,
      access: 'gateway:read',
      handle: async (interaction) => (await run()).status(interaction),
    }),
    reconnect: subcommand({
      description: 'Connect again what stopped or waits',
      ...now,
      access: 'gateway:control',
      handle: async (interaction) => (await run()).reconnect(interaction),
    }),
  },
});
