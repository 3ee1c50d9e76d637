import {
  type AutocompleteHandler,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import { flag, text, user } from '../../../core/interactions/option.ts';
import { recordKinds, TITLE_MAX_LENGTH } from '../kinds.ts';

const recordChoices: AutocompleteHandler = async (interaction) =>
  (await import('./choices.ts')).chooseRecord(interaction);
const machineChoices: AutocompleteHandler = async (interaction) =>
  (await import('./choices.ts')).chooseMachine(interaction);
const run = () => import('./run-record-command.ts');

const record = text('Its number, or words from its title', { required: true, autocomplete: recordChoices });
const machine = text('The machine it is about', { autocomplete: machineChoices });
const kinds = recordKinds.map(({ name, title, emoji }) => ({ name: `${emoji} ${title}`, value: name }));
const kind = text('Kind of record', { choices: kinds });
const reason = text('Why; kept as a comment', { maxLength: 1_000 });
const now = { answer: 'now', visible: 'invoker' } as const;
const status = text('Open ones if you choose nothing', {
  choices: [
    { name: 'Open', value: 'open' },
    { name: 'Closed', value: 'closed' },
    { name: 'All', value: 'all' },
  ],
});

/** `/record …`: everything that can be done with records without a message to start from. */
export const recordCommand = slashCommandGroup({
  name: 'record',
  description: 'Log entries, problem reports and part requests',
  subcommands: {
    list: subcommand({
      description: 'List records, newest first',
      ...now,
      access: 'records:read',
      options: { kind, status, machine, assignee: user('Whom they are assigned to') },
      handle: async (interaction) => (await run()).list(interaction),
    }),
    search: subcommand({
      description: 'Find records by words',
      ...now,
      access: 'records:read',
      options: { words: text('Words from title, details or machine', { required: true, maxLength: 100 }) },
      handle: async (interaction) => (await run()).search(interaction),
    }),
    show: subcommand({
      description: 'Show one record with its comments and messages',
      // Looks in Discord whether the messages behind it still say the same.
      answer: 'later',
      visible: 'invoker',
      access: 'records:read',
      options: { record },
      handle: async (interaction) => (await run()).show(interaction),
    }),
    create: subcommand({
      description: 'Write a record by hand',
      ...now,
      access: 'records:write',
      options: {
        kind: text('Kind of record', { required: true, choices: kinds }),
        machine,
        part_of: text('The record that it belongs to', { autocomplete: recordChoices }),
        title: text('With a title it is saved at once; without one you get a form', {
          maxLength: TITLE_MAX_LENGTH,
        }),
        details: text('More about it', { maxLength: 1_000 }),
      },
      handle: async (interaction) => (await run()).create(interaction),
    }),
    close: subcommand({
      description: 'Close a record that is done',
      ...now,
      access: 'records:write',
      options: { record, reason },
      handle: async (interaction) => (await run()).close(interaction),
    }),
    reopen: subcommand({
      description: 'Open a closed record again',
      ...now,
      access: 'records:write',
      options: { record, reason },
      handle: async (interaction) => (await run()).reopen(interaction),
    }),
    comment: subcommand({
      description: 'Comment on a record',
      ...now,
      access: 'records:write',
      options: { record, text: text('Leave it empty to get a form', { maxLength: 1_000 }) },
      handle: async (interaction) => (await run()).comment(interaction),
    }),
    assign: subcommand({
      description: 'Give a record to somebody',
      ...now,
      access: 'records:write',
      options: {
        record,
        to: user('You, if you choose nobody'),
        nobody: flag('Take it from whoever has it'),
      },
      handle: async (interaction) => (await run()).assign(interaction),
    }),
    edit: subcommand({
      description: 'Correct a record in a form',
      ...now,
      access: 'records:write',
      options: { record },
      handle: async (interaction) => (await run()).edit(interaction),
    }),
    costs: subcommand({
      description: 'What Claude has cost this month, and what it may cost',
      ...now,
      access: 'records:manage',
      handle: async (interaction) => (await import('./run-costs-command.ts')).costs(interaction),
    }),
  },
});
