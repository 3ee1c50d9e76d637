import {
  channelField,
  choiceField,
  defineSettings,
  rolesField,
  switchField,
} from '../../core/settings/definition.ts';

export const ticketsSettings = defineSettings('tickets', {
  channel: channelField({
    title: 'Channel for tickets',
    help: 'Threads of tickets are made below this channel, unless their category has one of its own.',
  }),
  privateThreads: switchField({
    title: 'Private threads',
    help: 'For tickets without a category: only the member and the team see the thread. Off: a thread that all see.',
    default: true,
  }),
  openRoles: rolesField({
    title: 'Who may open tickets',
    help: 'Members with one of these roles. None: everybody.',
  }),
  staffChannel: channelField({
    title: 'Staff channel',
    help: 'Where the team is told of new tickets.',
  }),
  replies: choiceField({
    title: 'How answers look in a thread',
    help: 'cards: each on a coloured card, green for the team and blue for the member. plain: as ordinary messages.',
    choices: ['cards', 'plain'],
    default: 'cards',
  }),
});
