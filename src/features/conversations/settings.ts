import { channelField, choiceField, defineSettings, textField } from '../../core/settings/definition.ts';

export const conversationsSettings = defineSettings('conversations', {
  identity: choiceField({
    title: 'Who the person sees',
    help: 'How whoever answers is shown to the person they write to.',
    choices: ['named', 'role', 'anonymous'],
    choiceTitles: {
      named: 'Name, role and picture of whoever answers',
      role: 'Only the name of the team',
      anonymous: 'Only the bot',
    },
    default: 'named',
  }),
  teamName: textField({
    title: 'Name of the team',
    help: 'Shown where no agent is named, e.g. Support. Empty: the name of the server.',
    default: '',
    maxLength: 60,
  }),
  threadChannel: channelField({
    title: 'Channel for private threads',
    help: 'Where somebody takes no direct messages, the talk goes on in a private thread below this channel.',
  }),
  contactChannel: channelField({
    title: 'Contact channel',
    help: 'Where neither a direct message nor a thread is possible, the person is told here that something waits.',
  }),
  stopWords: textField({
    title: 'Stop words',
    help: 'A message that says nothing but one of these words ends all messages that the person did not ask for.',
    default: 'stop, stopall, unsubscribe, opt out, opt-out, abmelden',
    maxLength: 300,
  }),
});
