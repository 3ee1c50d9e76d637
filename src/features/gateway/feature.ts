import { defineFeature } from '../../core/feature.ts';
import { listenSettings } from '../../core/gateway/settings.ts';
import { gatewaySignals } from '../../core/gateway/signals.ts';
import { gatewayCommand } from './discord/gateway-commands.ts';
import { gatewayJobs } from './jobs.ts';
import { gatewayNotifications } from './notifications.ts';

export const gateway = defineFeature({
  name: 'gateway',
  title: 'Gateway',
  summary: 'Listens to what happens in Discord and hands it to the features that want to know.',
  alwaysOn: true,
  access: { 'gateway:read': 'admin', 'gateway:control': 'admin' },
  accessTitles: {
    'gateway:read': 'See the connection to Discord',
    'gateway:control': 'Connect to Discord again',
  },
  commands: [gatewayCommand],
  signals: gatewaySignals,
  settings: listenSettings,
  jobs: gatewayJobs,
  notifications: gatewayNotifications,
  hears: { 'settings.changed': ['follow-settings'] },
  api: async () => (await import('./api.ts')).gatewayApi(),
  pages: async () => (await import('./pages.ts')).gatewayPages,
});
