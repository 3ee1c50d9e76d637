import {
  type AutocompleteHandler,
  slashCommand,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import { flag, text, user } from '../../../core/interactions/option.ts';
import { openModal } from '../../../core/interactions/reply.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { CANNED_NAME_MAX_LENGTH, NOTE_MAX_LENGTH } from '../limits.ts';

const run = () => import('./run-inbox-command.ts');
const choose =
  (name: 'chooseConversation' | 'chooseClosed' | 'chooseCanned' | 'chooseUntil'): AutocompleteHandler =>
  async (interaction) =>
    (await import('./choices.ts'))[name](interaction);

const now = { answer: 'now', visible: 'invoker' } as const;
/** These ask Discord, e.g. for somebody's name, so they come a moment later. */
const later = { answer: 'later', visible: 'invoker' } as const;
const conversation = text('Its number, or who it is with', {
  required: true,
  maxLength: 100,
  autocomplete: choose('chooseConversation'),
});
const write = { access: 'inbox:write' } as const;

/** `/inbox …`: the team's desk. */
export const inboxCommand = slashCommandGroup({
  name: 'inbox',
  description: 'What people write to the team',
  subcommands: {
    list: subcommand({
      description: 'What waits, the last message first',
      ...now,
      access: 'inbox:read',
      options: {
        words: text('A name, or words of a message', { maxLength: 100 }),
        mine: flag('Only yours'),
        nobodys: flag('Only what is nobody’s yet'),
        unread: flag('Only what you have not read'),
        state: text('In which state', {
          choices: [
            { name: 'needs an answer', value: 'open' },
            { name: 'answered', value: 'waiting' },
            { name: 'put aside', value: 'snoozed' },
            { name: 'closed', value: 'closed' },
            { name: 'any', value: 'any' },
          ],
        }),
      },
      handle: async (interaction) => (await run()).list(interaction),
    }),
    open: subcommand({
      description: 'Show a conversation and mark it as read',
      ...now,
      access: 'inbox:read',
      options: { conversation },
      handle: async (interaction) => (await run()).open(interaction),
    }),
    assign: subcommand({
      description: 'Give a conversation to somebody, or take it yourself',
      ...now,
      ...write,
      options: {
        conversation,
        person: user('Who answers; you, if you choose nobody'),
        nobody: flag('Give it back to the team'),
      },
      handle: async (interaction) => (await run()).assign(interaction),
    }),
    reply: subcommand({
      description: 'Answer the person',
      ...later,
      ...write,
      options: {
        conversation,
        text: text('Your answer', { maxLength: MESSAGE_LIMITS.content }),
        canned: text('A canned reply instead', {
          maxLength: CANNED_NAME_MAX_LENGTH,
          autocomplete: choose('chooseCanned'),
        }),
        at: text('Send it then: in 2 hours · tomorrow 9:00', {
          maxLength: 60,
          autocomplete: choose('chooseUntil'),
        }),
      },
      handle: async (interaction) => (await run()).reply(interaction),
    }),
    close: subcommand({
      description: 'Close a conversation; a new message opens another',
      ...now,
      ...write,
      options: { conversation, reason: text('Why', { maxLength: 300 }) },
      handle: async (interaction) => (await run()).close(interaction),
    }),
    reopen: subcommand({
      description: 'Open a closed conversation again',
      ...now,
      ...write,
      options: {
        conversation: text('Its number, or who it was with', {
          required: true,
          maxLength: 100,
          autocomplete: choose('chooseClosed'),
        }),
      },
      handle: async (interaction) => (await run()).reopen(interaction),
    }),
    snooze: subcommand({
      description: 'Put a conversation aside until a time, or until the person writes',
      ...now,
      ...write,
      options: {
        conversation,
        until: text('in 2 hours · tomorrow 9:00 · next friday 10:00', {
          required: true,
          maxLength: 60,
          autocomplete: choose('chooseUntil'),
        }),
      },
      handle: async (interaction) => (await run()).snooze(interaction),
    }),
    note: subcommand({
      description: 'Note something for the team; the person never sees it',
      ...now,
      ...write,
      options: { conversation, text: text('What to note', { required: true, maxLength: NOTE_MAX_LENGTH }) },
      handle: async (interaction) => (await run()).note(interaction),
    }),
    on: subcommand({
      description: 'Take new conversations from now on',
      ...now,
      ...write,
      handle: async (interaction) => (await run()).on(interaction),
    }),
    off: subcommand({
      description: 'Take no new conversations; what is yours stays yours',
      ...now,
      ...write,
      handle: async (interaction) => (await run()).off(interaction),
    }),
  },
});

/** Writes to the team of the server without a direct message: it needs no connection to the gateway. */
export const contactCommand = slashCommand({
  name: 'contact',
  description: 'Write to the team of this server',
  access: 'inbox:contact',
  ...now,
  handle: async () => openModal((await import('./inbox-modals.ts')).contactModal()),
});
