import {
  type AutocompleteHandler,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import type { ModalHandler } from '../../../core/interactions/component.ts';
import { text } from '../../../core/interactions/option.ts';

const choices = () => import('./setting-choices.ts');
const run = () => import('./run-settings-command.ts');
const features: AutocompleteHandler = async (interaction) => (await choices()).chooseFeature(interaction);
const fields: AutocompleteHandler = async (interaction) => (await choices()).chooseSetting(interaction);
const values: AutocompleteHandler = async (interaction) => (await choices()).chooseValue(interaction);

const now = { answer: 'now', visible: 'invoker', access: 'hub:settings' } as const;

/** `/settings …`: the same settings as in the API, by name. */
export const settingsCommand = slashCommandGroup({
  name: 'settings',
  description: 'How Guildhall works in this server (admins)',
  defaultPermissions: ['MANAGE_GUILD'],
  subcommands: {
    show: subcommand({
      description: 'Show the settings',
      ...now,
      options: { feature: text('Of what', { autocomplete: features }) },
      handle: async (interaction) => (await run()).show(interaction),
    }),
    change: subcommand({
      description: 'Change one setting',
      ...now,
      options: {
        feature: text('Of what', { required: true, autocomplete: features }),
        setting: text('Which one', { required: true, autocomplete: fields }),
        value: text('Leave it empty to get a form; keys and webhook addresses always take the form', {
          maxLength: 1_000,
          autocomplete: values,
        }),
      },
      handle: async (interaction) => (await run()).change(interaction),
    }),
  },
});

export const settingsModals: Record<string, ModalHandler> = {
  setting: {
    // At once and never by the queue, because the form may hold a secret.
    answer: 'now',
    shows: 'reply',
    access: 'hub:settings',
    handle: async (interaction) => (await run()).save(interaction),
  },
};
