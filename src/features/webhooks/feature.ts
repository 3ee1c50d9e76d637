import { defineFeature } from '../../core/feature.ts';
import { webhookSignals } from '../../core/webhooks/signals.ts';
import { webhookCommand } from './discord/webhook-commands.ts';
import { webhookComponents, webhookModals } from './discord/webhook-handlers.ts';
import { webhookJobs } from './jobs.ts';
import { webhookNotifications } from './notifications.ts';
import { webhooksSettings } from './settings.ts';

export const webhooks = defineFeature({
  name: 'webhooks',
  title: 'Webhooks',
  summary:
    'Tells programs and Discord channels what happens, signed and logged, and sends again what did not arrive.',
  access: { 'webhooks:read': 'admin', 'webhooks:manage': 'admin' },
  accessTitles: {
    'webhooks:read': 'See webhooks and their log',
    'webhooks:manage': 'Add, change and test webhooks',
  },
  commands: [webhookCommand],
  components: webhookComponents,
  modals: webhookModals,
  signals: webhookSignals,
  hears: {
    'webhook.endpoint-failing': ['tell'],
    'webhook.endpoint-disabled': ['tell'],
    'webhook.endpoint-recovered': ['tell'],
    'webhook.notice-refused': ['tell'],
  },
  jobs: webhookJobs,
  notifications: webhookNotifications,
  schedules: [{ name: 'probe', everyMinutes: 5, job: 'probe' }],
  settings: webhooksSettings,
  api: async () => (await import('./api.ts')).webhooksApi(),
  pages: async () => (await import('./pages.ts')).webhookPages,
});
