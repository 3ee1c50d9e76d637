import { defineFeature } from '../../core/feature.ts';
import { noticeCommand } from './discord/notice-commands.ts';
import { noticeComponents } from './discord/notice-handlers.ts';
import { noticeJobs } from './jobs.ts';
import { noticeNotifications } from './notifications.ts';
import { noticesSettings } from './settings.ts';
import { noticeSignals } from './signals.ts';

export const notices = defineFeature({
  name: 'notices',
  title: 'Notices',
  summary:
    'Tells of incidents, maintenance, payments and critical alerts, each in its own channel and in one message.',
  access: {
    'notices:receive': 'member',
    'notices:read': 'staff',
    'notices:post': 'staff',
    'notices:alert': 'staff',
    'notices:billing': 'admin',
  },
  accessTitles: {
    'notices:receive': 'Be told of incidents and maintenance',
    'notices:read': 'Read notices',
    'notices:post': 'Announce incidents and maintenance',
    'notices:alert': 'Raise and take critical alerts',
    'notices:billing': 'Read and raise billing notices',
  },
  commands: [noticeCommand],
  components: noticeComponents,
  jobs: noticeJobs,
  schedules: [
    { name: 'run-due', everyMinutes: 1, job: 'run-due' },
    { name: 'tidy-drafts', everyMinutes: 6 * 60, job: 'tidy-drafts' },
  ],
  signals: noticeSignals,
  notifications: noticeNotifications,
  settings: noticesSettings,
  discord: {
    permissions: [
      'VIEW_CHANNEL',
      'SEND_MESSAGES',
      'SEND_MESSAGES_IN_THREADS',
      'CREATE_PUBLIC_THREADS',
      'EMBED_LINKS',
      'READ_MESSAGE_HISTORY',
    ],
  },
  personalData: async () => (await import('./personal-data.ts')).noticesPersonalData,
  api: async () => (await import('./api.ts')).noticesApi(),
  pages: async () => (await import('./pages.ts')).noticePages,
});
