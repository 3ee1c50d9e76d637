import {
  channelField,
  choiceField,
  defineSettings,
  numberField,
  switchField,
  textField,
} from '../../core/settings/definition.ts';

export const inboxSettings = defineSettings('inbox', {
  receive: switchField({
    title: 'Take direct messages',
    help: 'What members of this server write to the bot comes to this team.',
    default: false,
    setup: 'useful',
  }),
  strangers: switchField({
    title: 'Also from people in no server',
    help: 'Messages of people whom no server of the bot knows come here too. Only one server can do this.',
    default: false,
  }),
  staffChannel: channelField({
    title: 'Staff channel',
    help: 'Every new conversation gets a message with buttons there.',
  }),
  routing: choiceField({
    title: 'New conversations',
    help: 'Who gets what nobody has yet.',
    choices: ['round-robin', 'queue'],
    choiceTitles: {
      'round-robin': 'Whoever is on and has the least to do gets it',
      queue: 'It waits until somebody takes it',
    },
    default: 'round-robin',
  }),
  digestHours: numberField({
    title: 'Digest every so many hours',
    help: 'What waits for an answer, as one message in the staff channel. 0: never.',
    default: 0,
    min: 0,
    max: 168,
  }),
  warnAfterMinutes: numberField({
    title: 'Warn when nobody takes it',
    help: 'So many minutes after a message came in that is still nobody’s. 0: never.',
    default: 30,
    min: 0,
    max: 10_080,
  }),
  minimumAgeDays: numberField({
    title: 'Least age of an account in days',
    help: 'Messages of younger accounts are held back; staff can let them through. 0: everybody.',
    default: 0,
    min: 0,
    max: 365,
  }),
  ageText: textField({
    title: 'What too young accounts are told',
    help: 'Sent once to each person within the window below. Empty: nothing.',
    default: 'Your account is too new to write to this team. Please try again in a few days.',
    maxLength: 1_000,
  }),
  lockdown: switchField({
    title: 'Lockdown',
    help: 'Messages are kept but do not come to the desk until this is switched off again.',
    default: false,
  }),
  lockdownText: textField({
    title: 'What people are told in a lockdown',
    help: 'Sent once to each person within the window below. Empty: nothing.',
    default: 'We cannot answer just now. Your message is kept, and we come back to you.',
    maxLength: 1_000,
  }),
  answerWindowHours: numberField({
    title: 'Window of automatic answers in hours',
    help: 'Nobody gets the same automatic answer twice within it.',
    default: 24,
    min: 1,
    max: 720,
  }),
});
