import { defineFeature } from '../../core/feature.ts';
import { ticketJobs } from './jobs.ts';
import { ticketsSettings } from './settings.ts';
import { ticketSignals } from './signals.ts';

export const tickets = defineFeature({
  name: 'tickets',
  title: 'Tickets',
  summary:
    'Lets members open tickets in threads, and the team answer them in Discord and in the dashboard alike.',
  access: {
    'tickets:open': 'member',
    'tickets:read': 'staff',
    'tickets:write': 'staff',
    'tickets:manage': 'admin',
  },
  jobs: ticketJobs,
  signals: ticketSignals,
  discord: {
    permissions: [
      'VIEW_CHANNEL',
      'SEND_MESSAGES',
      'SEND_MESSAGES_IN_THREADS',
      'CREATE_PUBLIC_THREADS',
      'CREATE_PRIVATE_THREADS',
      'MANAGE_THREADS',
      'EMBED_LINKS',
      'ATTACH_FILES',
      'READ_MESSAGE_HISTORY',
    ],
  },
  settings: ticketsSettings,
  api: async () => (await import('./api.ts')).ticketsApi(),
  personalData: async () => (await import('./personal-data.ts')).ticketsPersonalData,
});
