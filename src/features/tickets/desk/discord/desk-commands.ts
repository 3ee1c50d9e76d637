import { type AutocompleteHandler, slashCommand, subcommand } from '../../../../core/interactions/command.ts';
import { text, user } from '../../../../core/interactions/option.ts';
import { MESSAGE_LIMITS } from '../../../../discord/limits.ts';

const run = () => import('./run-desk-command.ts');
const choose =
  (name: 'chooseTicket' | 'chooseClosed' | 'chooseCategory' | 'chooseCanned'): AutocompleteHandler =>
  async (interaction) =>
    (await run())[name](interaction);

const now = { answer: 'now', visible: 'invoker' } as const;
/** These ask Discord, the file store or a lot of the database. */
const later = { answer: 'later', visible: 'invoker' } as const;

const ticket = text('Which one; in its thread you can leave this out', {
  maxLength: 100,
  autocomplete: choose('chooseTicket'),
});

/** `/ticket …`: what the desk adds. Who works on a ticket hangs on its category as well; the action behind it looks. */
export const deskTicketSubcommands = {
  'ask-to-close': subcommand({
    description: 'Ask the member whether a ticket can be closed',
    ...now,
    access: 'tickets:open',
    options: { reason: text('Why; the member is told', { maxLength: 300 }), ticket },
    handle: async (interaction) => (await run()).askToClose(interaction),
  }),
  transcript: subcommand({
    description: 'Make the transcript of a ticket as it is now',
    ...later,
    access: 'tickets:open',
    options: { ticket },
    handle: async (interaction) => (await run()).transcript(interaction),
  }),
};

/** `/tickets …`: the same for all of them. */
export const deskTicketsSubcommands = {
  block: subcommand({
    description: 'Let a member open no more tickets',
    ...now,
    access: 'tickets:write',
    options: {
      person: user('Who', { required: true }),
      reason: text('Why; the member is told', { required: true, maxLength: 300 }),
      until: text('in 3 days · next monday 9:00; empty: until you unblock them', { maxLength: 60 }),
    },
    handle: async (interaction) => (await run()).block(interaction),
  }),
  unblock: subcommand({
    description: 'Let a blocked member open tickets again',
    ...now,
    access: 'tickets:write',
    options: { person: user('Who', { required: true }) },
    handle: async (interaction) => (await run()).unblock(interaction),
  }),
  stats: subcommand({
    description: 'First answers, solutions, ratings and volume, by person and by week',
    ...now,
    access: 'tickets:read',
    options: {
      weeks: text('How far back', {
        choices: [
          { name: 'this and last week', value: '2' },
          { name: 'four weeks', value: '4' },
          { name: 'three months', value: '13' },
          { name: 'a year', value: '52' },
        ],
      }),
      category: text('Only of this category', { maxLength: 100, autocomplete: choose('chooseCategory') }),
    },
    handle: async (interaction) => (await run()).stats(interaction),
  }),
};

/** `/reply`: an answer in own words or by a canned reply. */
export const replyCommand = slashCommand({
  name: 'reply',
  description: 'Answer a ticket, in its thread or from anywhere',
  ...later,
  access: 'tickets:open',
  options: {
    canned: text('A canned reply', { maxLength: 60, autocomplete: choose('chooseCanned') }),
    text: text('Or your own words', { maxLength: MESSAGE_LIMITS.content }),
    ticket,
  },
  handle: async (interaction) => (await run()).reply(interaction),
});
