import { defineFeature } from '../../core/feature.ts';
import { contactCommand, inboxCommand } from './discord/inbox-commands.ts';
import { inboxComponents, inboxModals } from './discord/inbox-handlers.ts';
import { inboxGateway } from './gateway.ts';
import { inboxJobs } from './jobs.ts';
import { inboxNotifications } from './notifications.ts';
import { inboxSettings } from './settings.ts';
import { inboxSignals } from './signals.ts';

export const inbox = defineFeature({
  name: 'inbox',
  title: 'Inbox',
  summary:
    'Brings what people write to the bot to the right person of the team, and keeps track of each lead.',
  access: {
    'inbox:contact': 'member',
    'inbox:read': 'staff',
    'inbox:write': 'staff',
    'inbox:manage': 'admin',
  },
  accessTitles: {
    'inbox:contact': 'Write to the team',
    'inbox:read': 'Read the inbox',
    'inbox:write': 'Answer in the inbox',
    'inbox:manage': 'Set up routing, agents and lists of the inbox',
  },
  commands: [inboxCommand, contactCommand],
  components: inboxComponents,
  modals: inboxModals,
  gateway: inboxGateway,
  jobs: inboxJobs,
  schedules: [
    { name: 'sweep', everyMinutes: 1, job: 'sweep' },
    { name: 'receive', everyMinutes: 1, job: 'receive' },
    { name: 'digest', everyMinutes: 10, job: 'digest' },
    { name: 'tidy', everyMinutes: 6 * 60, job: 'tidy' },
  ],
  hears: {
    'message.queued': ['keep-lead'],
    'conversation.changed': ['refresh-card'],
    'message.received': ['refresh-card'],
    'message.sent': ['refresh-card'],
    'message.failed': ['refresh-card'],
    'message.unreachable': ['refresh-card'],
    'gateway.missed': ['refill-gap'],
  },
  discord: {
    permissions: ['VIEW_CHANNEL', 'SEND_MESSAGES', 'EMBED_LINKS', 'READ_MESSAGE_HISTORY'],
    intents: {
      MESSAGE_CONTENT:
        'what people write in threads of the server comes without its text; direct messages come whole',
    },
  },
  notifications: inboxNotifications,
  settings: inboxSettings,
  signals: inboxSignals,
  pages: async () => (await import('./pages.ts')).inboxPages,
  api: async () => (await import('./api.ts')).inboxApi(),
  personalData: async () => (await import('./personal-data.ts')).inboxPersonalData,
});
