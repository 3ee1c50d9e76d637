import {
  channelField,
  choiceField,
  defineSettings,
  numberField,
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
    help: 'On cards it is seen at a glance who wrote what.',
    choices: ['cards', 'plain'],
    choiceTitles: {
      cards: 'Coloured cards: green for the team, blue for the member',
      plain: 'Ordinary messages',
    },
    default: 'cards',
  }),
  maxOpen: numberField({
    title: 'Open tickets of one member',
    help: 'Whoever has so many that are not closed can open no more. 0: as many as they like.',
    default: 5,
    min: 0,
    max: 100,
  }),
  cooldownMinutes: numberField({
    title: 'Minutes between two tickets of one member',
    help: 'So long after opening a ticket the same member can open no other. 0: no wait.',
    default: 0,
    min: 0,
    max: 10_080,
  }),
  staleWarnHours: numberField({
    title: 'Ask after silence, in hours',
    help: 'A member who does not answer for so long is asked whether they still need help. 0: never.',
    default: 0,
    min: 0,
    max: 2_160,
  }),
  staleCloseHours: numberField({
    title: 'Close after that, in hours',
    help: 'If nothing is heard for so long after the question, the ticket is closed.',
    default: 48,
    min: 1,
    max: 2_160,
  }),
  askRating: switchField({
    title: 'Ask how it went',
    help: 'When a ticket is closed, its member is asked to rate it from 1 to 5.',
    default: true,
  }),
  shareTranscript: switchField({
    title: 'Transcripts for members',
    help: 'Members can read the transcripts of their own tickets, without the notes of the team.',
    default: true,
  }),
  onCallRoles: rolesField({
    title: 'Roles on call',
    help: 'Pinged when a target is about to be missed, and when it was.',
  }),
});
