import { defineFeature } from '../../core/feature.ts';
import { notificationSignals } from '../../core/notifications/signals.ts';
import { notificationsCommand } from './discord/notification-commands.ts';
import { notificationComponents } from './discord/notification-handlers.ts';
import { notificationJobsOfFeature } from './jobs.ts';

export const notifications = defineFeature({
  name: 'notifications',
  title: 'Notifications',
  summary: 'Tells people what concerns them, each where they want it, and leaves them alone otherwise.',
  alwaysOn: true,
  access: {
    'notifications:read': 'member',
    'notifications:choose': 'member',
    'notifications:manage': 'admin',
  },
  accessTitles: {
    'notifications:read': 'Read one’s own notifications',
    'notifications:choose': 'Choose what one is told of',
    'notifications:manage': 'Choose for the whole server',
  },
  commands: [notificationsCommand],
  components: notificationComponents,
  signals: notificationSignals,
  jobs: notificationJobsOfFeature,
  schedules: [{ name: 'tidy', everyMinutes: 24 * 60, job: 'tidy' }],
  api: async () => (await import('./api.ts')).notificationsApi(),
  pages: async () => (await import('./pages.ts')).notificationPages,
});
