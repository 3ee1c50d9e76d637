import * as v from 'valibot';
import {
  channelField,
  choiceField,
  defineSettings,
  type Field,
  numberField,
  rolesField,
  secretField,
} from '../../core/settings/definition.ts';

const panelUrl: Field<string> = {
  kind: 'text',
  title: 'Address of the panel',
  help: 'Where the panel answers, like https://panel.example.com/guildhall. Leave it empty to switch servers off.',
  default: '',
  setup: 'useful',
  schema: v.pipe(
    v.string('Give an address.'),
    v.trim(),
    v.maxLength(300, 'At most 300 characters.'),
    v.check((text) => {
      if (text === '') return true;
      const url = URL.parse(text);
      const web = url?.protocol === 'https:' || url?.protocol === 'http:';
      return url !== null && web && !url.username && !url.password && !url.search && !url.hash;
    }, 'Give an address like https://panel.example.com/guildhall, without a question mark.'),
  ),
};

export const serversSettings = defineSettings('servers', {
  panelUrl,
  panelSecret: secretField({
    title: 'Secret shared with the panel',
    help: 'Signs what is sent to the panel. The same text has to be set there.',
    maxLength: 200,
    setup: 'useful',
  }),
  statusChannel: channelField({
    title: 'Status channel',
    help: 'One message for each thing that happens to a server, edited as it goes on.',
  }),
  approvalChannel: channelField({
    title: 'Channel for approvals',
    help: 'Where approvers are asked, with buttons. Best a channel that only they can see.',
  }),
  approvalFor: choiceField({
    title: 'What needs approval',
    help: 'Which actions have to be approved by others before they are done.',
    choices: ['nothing', 'stop', 'reboot', 'stop and reboot', 'every action'],
    choiceTitles: {
      nothing: 'Nothing',
      stop: 'Stopping',
      reboot: 'Rebooting',
      'stop and reboot': 'Stopping and rebooting',
      'every action': 'Every action',
    },
    default: 'nothing',
  }),
  approvals: numberField({
    title: 'How many approvers',
    help: 'So many people have to say yes. Whoever asked is not one of them.',
    default: 2,
    min: 1,
    max: 5,
  }),
  approverRoles: rolesField({
    title: 'Who approves',
    help: 'People with one of these roles. None chosen: staff.',
  }),
  flapChanges: numberField({
    title: 'Changes that count as flapping',
    help: 'So many changes of a server within the time below are told as one.',
    default: 4,
    min: 2,
    max: 20,
  }),
  holdSeconds: numberField({
    title: 'Changes that belong together, in seconds',
    help: 'What changes within this time after a change goes into the same message.',
    default: 60,
    min: 5,
    max: 3_600,
  }),
});
