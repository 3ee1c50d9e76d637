import { defineFeature } from '../../core/feature.ts';
import { serverCommand, serverComponents } from './discord/server-commands.ts';
import { serverJobs } from './jobs.ts';
import { serverNotifications } from './notifications.ts';
import { serversSettings } from './settings.ts';
import { serverSignals } from './signals.ts';

export const servers = defineFeature({
  name: 'servers',
  title: 'Servers',
  summary:
    'Shows customers their servers and lets them start, stop and reboot them through the hosting panel.',
  access: {
    'servers:use': 'member',
    'servers:approve': 'member',
    'servers:read': 'staff',
    'servers:manage': 'staff',
    'servers:report': 'admin',
  },
  accessTitles: {
    'servers:use': 'See and control their own servers',
    'servers:approve': 'Approve actions, where the settings name them',
    'servers:read': 'See the servers of all customers',
    'servers:manage': 'Start, stop and reboot servers of customers',
    'servers:report': 'Report what state servers are in',
  },
  commands: [serverCommand],
  components: serverComponents,
  jobs: serverJobs,
  schedules: [{ name: 'end-due', everyMinutes: 1, job: 'end-due' }],
  hears: { 'account.linked': ['linked'] },
  signals: serverSignals,
  notifications: serverNotifications,
  settings: serversSettings,
  discord: { permissions: ['VIEW_CHANNEL', 'SEND_MESSAGES', 'EMBED_LINKS', 'READ_MESSAGE_HISTORY'] },
  personalData: async () => (await import('./personal-data.ts')).serversPersonalData,
  api: async () => (await import('./api.ts')).serversApi(),
  pages: async () => (await import('./pages.ts')).serverPages,
});
