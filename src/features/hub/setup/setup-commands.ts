import { slashCommand } from '../../../core/interactions/command.ts';
import type { Component, ModalHandler } from '../../../core/interactions/component.ts';
import { text } from '../../../core/interactions/option.ts';

const run = () => import('./run-setup.ts');

/** `/setup`: the whole set-up inside Discord, and later an overview of it. */
export const setupCommand = slashCommand({
  name: 'setup',
  description: 'Set Guildhall up in this server: what is there and what is missing (admins)',
  defaultPermissions: ['MANAGE_GUILD'],
  access: 'hub:settings',
  answer: 'later',
  visible: 'invoker',
  options: {
    time_zone: text('What “18:00” means here, like Europe/Berlin', {
      maxLength: 64,
      autocomplete: async (interaction) =>
        (await import('../discord/setting-choices.ts')).chooseZone(interaction),
    }),
  },
  handle: async (interaction) => (await run()).setup(interaction),
});

const later = (
  name: 'look' | 'step' | 'set' | 'switchFeatures' | 'test',
  shows: Component['shows'] = 'update',
): Component => ({
  access: 'hub:settings',
  answer: 'later',
  shows,
  handle: async (interaction) => (await run())[name](interaction),
});

export const setupComponents: Record<string, Component> = {
  'setup-look': later('look'),
  'setup-step': later('step'),
  'setup-set': later('set'),
  'setup-features': later('switchFeatures'),
  'setup-test': later('test', 'reply'),
  // Opens a form, which only a first answer can.
  'setup-edit': {
    access: 'hub:settings',
    answer: 'now',
    shows: 'update',
    handle: async (interaction) => (await run()).edit(interaction),
  },
};

export const setupModals: Record<string, ModalHandler> = {
  'setup-text': {
    access: 'hub:settings',
    answer: 'later',
    shows: 'update',
    handle: async (interaction) => (await run()).saveText(interaction),
  },
};
