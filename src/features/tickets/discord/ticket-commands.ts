import {
  type AutocompleteHandler,
  messageCommand,
  slashCommandGroup,
  subcommand,
} from '../../../core/interactions/command.ts';
import { attachment, channel, flag, role, text, user } from '../../../core/interactions/option.ts';
import { deskTicketSubcommands, deskTicketsSubcommands } from '../desk/discord/desk-commands.ts';

const run = () => import('./run-ticket-command.ts');
const choose =
  (name: 'chooseTicket' | 'chooseClosed' | 'chooseCategory'): AutocompleteHandler =>
  async (interaction) =>
    (await import('./choices.ts'))[name](interaction);

const now = { answer: 'now', visible: 'invoker' } as const;
/** These ask Discord, so they come a moment later. */
const later = { answer: 'later', visible: 'invoker' } as const;
/** Who works on a ticket hangs on its category as well; the action behind it looks. */
const team = { access: 'tickets:open' } as const;

const ticket = text('Which one; in its thread you can leave this out', {
  maxLength: 100,
  autocomplete: choose('chooseTicket'),
});
const category = (description: string) =>
  text(description, { maxLength: 100, autocomplete: choose('chooseCategory') });
const aCategory = text('Which category', {
  required: true,
  maxLength: 100,
  autocomplete: choose('chooseCategory'),
});

/** `/ticket …`: one ticket. */
export const ticketCommand = slashCommandGroup({
  name: 'ticket',
  description: 'Open a ticket, or work on one',
  subcommands: {
    open: subcommand({
      description: 'Write to the team about something',
      ...later,
      access: 'tickets:open',
      options: {
        subject: text('In a few words', { required: true, maxLength: 200 }),
        message: text('What is it about?', { required: true, maxLength: 4_000 }),
        category: category('What kind of thing it is'),
        file: attachment('A picture or file'),
      },
      handle: async (interaction) => (await run()).open(interaction),
    }),
    claim: subcommand({
      description: 'Take a ticket',
      ...now,
      ...team,
      options: { ticket },
      handle: async (interaction) => (await run()).claim(interaction),
    }),
    unclaim: subcommand({
      description: 'Give a ticket back to the team',
      ...now,
      ...team,
      options: { ticket },
      handle: async (interaction) => (await run()).unclaim(interaction),
    }),
    assign: subcommand({
      description: 'Give a ticket to somebody',
      ...now,
      ...team,
      options: { person: user('Who', { required: true }), ticket },
      handle: async (interaction) => (await run()).assign(interaction),
    }),
    transfer: subcommand({
      description: 'Pass a ticket on to somebody else, and say why',
      ...now,
      ...team,
      options: {
        person: user('Who', { required: true }),
        reason: text('Why', { required: true, maxLength: 300 }),
        ticket,
      },
      handle: async (interaction) => (await run()).transfer(interaction),
    }),
    add: subcommand({
      description: 'Bring somebody into the thread of a ticket',
      ...later,
      ...team,
      options: { person: user('Who', { required: true }), ticket },
      handle: async (interaction) => (await run()).add(interaction),
    }),
    remove: subcommand({
      description: 'Take somebody out of the thread of a ticket',
      ...later,
      ...team,
      options: { person: user('Who', { required: true }), ticket },
      handle: async (interaction) => (await run()).remove(interaction),
    }),
    snooze: subcommand({
      description: 'Put a ticket aside until a time, or until its member writes',
      ...now,
      ...team,
      options: {
        until: text('in 3 days · next monday 9:00', { required: true, maxLength: 60 }),
        ticket,
      },
      handle: async (interaction) => (await run()).snooze(interaction),
    }),
    priority: subcommand({
      description: 'Set how urgent a ticket is',
      ...now,
      ...team,
      options: {
        priority: text('How urgent', {
          required: true,
          choices: [
            { name: 'low', value: 'low' },
            { name: 'normal', value: 'normal' },
            { name: 'high', value: 'high' },
            { name: '❗ urgent', value: 'urgent' },
          ],
        }),
        ticket,
      },
      handle: async (interaction) => (await run()).priority(interaction),
    }),
    status: subcommand({
      description: 'Set how far a ticket is',
      ...now,
      ...team,
      options: {
        status: text('How far', {
          required: true,
          choices: [
            { name: 'open', value: 'open' },
            { name: '🔄 in progress', value: 'in_progress' },
            { name: 'waiting for the member', value: 'waiting' },
          ],
        }),
        ticket,
      },
      handle: async (interaction) => (await run()).status(interaction),
    }),
    tags: subcommand({
      description: 'Set the tags of a ticket',
      ...now,
      ...team,
      options: { tags: text('With commas between; empty removes all', { maxLength: 500 }), ticket },
      handle: async (interaction) => (await run()).tags(interaction),
    }),
    note: subcommand({
      description: 'Note something for the team; the member never sees it',
      ...now,
      ...team,
      options: { text: text('What to note', { required: true, maxLength: 4_000 }), ticket },
      handle: async (interaction) => (await run()).note(interaction),
    }),
    rename: subcommand({
      description: 'Change the subject of a ticket',
      ...now,
      ...team,
      options: { subject: text('In a few words', { required: true, maxLength: 200 }), ticket },
      handle: async (interaction) => (await run()).rename(interaction),
    }),
    move: subcommand({
      description: 'Put a ticket into another category',
      ...now,
      ...team,
      options: { category: aCategory, ticket },
      handle: async (interaction) => (await run()).move(interaction),
    }),
    close: subcommand({
      description: 'Close a ticket',
      ...now,
      access: 'tickets:open',
      options: { reason: text('Why', { maxLength: 300 }), ticket },
      handle: async (interaction) => (await run()).close(interaction),
    }),
    reopen: subcommand({
      description: 'Open a closed ticket again',
      ...now,
      access: 'tickets:open',
      options: {
        ticket: text('Which one; in its thread you can leave this out', {
          maxLength: 100,
          autocomplete: choose('chooseClosed'),
        }),
      },
      handle: async (interaction) => (await run()).reopen(interaction),
    }),
    show: subcommand({
      description: 'Show how a ticket is',
      ...now,
      access: 'tickets:open',
      options: { ticket },
      handle: async (interaction) => (await run()).show(interaction),
    }),
    sync: subcommand({
      description: 'Read what was written in the thread of a ticket, and make what is missing of it',
      ...later,
      ...team,
      options: { ticket },
      handle: async (interaction) => (await run()).sync(interaction),
    }),
    ...deskTicketSubcommands,
  },
});

/** `/tickets …`: all of them, and what they are opened from. */
export const ticketsCommand = slashCommandGroup({
  name: 'tickets',
  description: 'Tickets of this server, their categories and panels',
  subcommands: {
    list: subcommand({
      description: 'Tickets that wait for something, the last message first',
      ...now,
      access: 'tickets:open',
      options: {
        words: text('A name, or words of a message', { maxLength: 100 }),
        mine: flag('Only those that you work on'),
        nobodys: flag('Only those that nobody has taken'),
        category: category('Only of this category'),
      },
      handle: async (interaction) => (await run()).list(interaction),
    }),
    panel: subcommand({
      description: 'Post a message from which members open tickets',
      ...later,
      access: 'tickets:manage',
      options: {
        channel: channel('Where; here, if you choose none', { channelTypes: [0, 5] }),
        style: text('How members choose', {
          choices: [
            { name: 'a button for each category', value: 'buttons' },
            { name: 'one list of all categories', value: 'select' },
          ],
        }),
        category: category('Only this category; else all'),
        title: text('Its heading', { maxLength: 256 }),
        text: text('What it says', { maxLength: 2_000 }),
      },
      handle: async (interaction) => (await run()).panel(interaction),
    }),
    category: subcommand({
      description: 'Make a kind of tickets; questions are added in the dashboard',
      ...later,
      access: 'tickets:manage',
      options: {
        name: text('Like “Billing”', { required: true, maxLength: 80 }),
        description: text('What it is for', { maxLength: 100 }),
        emoji: text('Shown on its button', { maxLength: 60 }),
        channel: channel('Where its tickets are held', { channelTypes: [0, 5] }),
        role: role('Who works on them'),
        public: flag('Everybody sees the threads'),
      },
      handle: async (interaction) => (await run()).makeCategory(interaction),
    }),
    ...deskTicketsSubcommands,
  },
});

/** Opens a ticket with a message as its beginning. */
export const ticketFromMessage = messageCommand({
  name: 'Open ticket from message',
  ...later,
  access: 'tickets:open',
  handle: async (interaction) => (await run()).fromMessage(interaction),
});
