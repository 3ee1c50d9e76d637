import { defineFeature } from '../../core/feature.ts';
import { announceCommand } from './discord/announce-commands.ts';
import { announcementComponents, announcementModals } from './discord/announcement-handlers.ts';
import { announcementJobs } from './jobs.ts';
import { announcementSignals } from './signals.ts';

export const announcements = defineFeature({
  name: 'announcements',
  title: 'Announcements',
  summary:
    'Posts messages to channels and webhooks at a time, or again and again, in the server’s time zone.',
  access: {
    'announcements:read': 'staff',
    'announcements:manage': 'staff',
    'announcements:ping': 'admin',
  },
  accessTitles: {
    'announcements:read': 'See announcements',
    'announcements:manage': 'Plan, change and post announcements',
    'announcements:ping': 'Let announcements ping people',
  },
  commands: [announceCommand],
  components: announcementComponents,
  modals: announcementModals,
  jobs: announcementJobs,
  schedules: [
    { name: 'send-due', everyMinutes: 1, job: 'send-due' },
    { name: 'tidy-drafts', everyMinutes: 6 * 60, job: 'tidy-drafts' },
  ],
  signals: announcementSignals,
  discord: {
    permissions: [
      'VIEW_CHANNEL',
      'SEND_MESSAGES',
      'SEND_MESSAGES_IN_THREADS',
      'EMBED_LINKS',
      'READ_MESSAGE_HISTORY',
    ],
  },
  personalData: async () => (await import('./personal-data.ts')).announcementsPersonalData,
  api: async () => (await import('./api.ts')).announcementsApi(),
  pages: async () => (await import('./pages.ts')).announcementPages,
});
