import { slashCommand } from '../../../core/interactions/command.ts';

/** `/notifications`: one's own choices, with selects to change them. */
export const notificationsCommand = slashCommand({
  name: 'notifications',
  description: 'Choose what you are told and where',
  access: 'notifications:read',
  // Looks up the settings, the choices and what the person may see.
  answer: 'later',
  visible: 'invoker',
  handle: async (interaction) => (await import('./run-notifications.ts')).show(interaction),
});
