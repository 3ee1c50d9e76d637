import { slashCommandGroup, subcommand } from '../../../core/interactions/command.ts';
import { user } from '../../../core/interactions/option.ts';

const run = () => import('./run-privacy.ts');
const person = user('Whom; you, if you choose nobody. Others only for admins');
/** Goes through every table. */
const later = { answer: 'later', visible: 'invoker', access: 'privacy:self', options: { person } } as const;

/** `/privacy …`: what is kept about people. */
export const privacyCommand = slashCommandGroup({
  name: 'privacy',
  description: 'What is kept about you here: take it with you, or have it erased',
  subcommands: {
    export: subcommand({
      description: 'Everything that is kept about you, as a file',
      ...later,
      handle: async (interaction) => (await run()).exportData(interaction),
    }),
    erase: subcommand({
      description: 'Have it erased; first you see what goes, then you are asked once more',
      ...later,
      handle: async (interaction) => (await run()).preview(interaction),
    }),
  },
});
