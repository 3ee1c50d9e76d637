import { defineFeature } from '../../core/feature.ts';
import { inboxGateway } from './gateway.ts';
import { inboxJobs } from './jobs.ts';
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
  gateway: inboxGateway,
  jobs: inboxJobs,
  schedules: [
    { name: 'sweep', everyMinutes: 1, job: 'sweep' },
    { name: 'tidy', everyMinutes: 6 * 60, job: 'tidy' },
  ],
  hears: { 'message.queued': ['keep-lead'] },
  settings: inboxSettings,
  signals: inboxSignals,
  pages: async () => (await import('./pages.ts')).inboxPages,
  personalData: async () => (await import('./personal-data.ts')).inboxPersonalData,
});
