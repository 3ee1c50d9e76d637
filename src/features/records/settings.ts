import {
  choiceField,
  defineSettings,
  numberField,
  secretField,
  switchField,
  webhookField,
} from '../../core/settings/definition.ts';

export const recordsSettings = defineSettings('records', {
  inbound: switchField({
    title: 'Records from messages',
    help: 'People may turn messages into records by right-clicking them.',
    default: true,
  }),
  outbound: switchField({
    title: 'Post new records',
    help: 'Every new record is posted to the webhook, wherever it was made.',
    default: true,
  }),
  webhookUrl: webhookField({
    title: 'Webhook URL',
    help: 'New records are posted there. Channel settings → Integrations → Webhooks → Copy Webhook URL.',
    setup: 'useful',
  }),
  postLogs: switchField({ title: 'Post log entries', help: 'Post each new log entry.', default: true }),
  postProblems: switchField({
    title: 'Post problem reports',
    help: 'Post each new problem report.',
    default: true,
  }),
  postParts: switchField({ title: 'Post part requests', help: 'Post each new part request.', default: true }),
  postBack: switchField({
    title: 'Post back to the same channel',
    help: 'Also post records that were made from a message in the very channel that the webhook posts to.',
    default: false,
  }),
  useModel: switchField({
    title: 'Let Claude read messages',
    help: 'Off: suggestions are made by simple rules, and nothing leaves for Anthropic.',
    default: true,
  }),
  anthropicKey: secretField({
    title: 'Anthropic API key',
    help: "This server's own key. Empty: the key of the installation is used.",
    maxLength: 300,
  }),
  monthlyBudget: numberField({
    title: 'Monthly budget in US dollars',
    help: 'When it is spent, suggestions are made by rules until the next month (UTC).',
    default: 5,
    min: 0,
    max: 10_000,
  }),
  maintainerLinks: choiceField({
    title: 'Matching people with maintainers',
    help: 'Whether somebody with the same username as on the roster is taken for the same person.',
    choices: ['suggest', 'auto', 'off'],
    choiceTitles: {
      suggest: 'Somebody confirms each match',
      auto: 'A unique exact match is linked by itself',
      off: 'Never',
    },
    default: 'suggest',
  }),
});
