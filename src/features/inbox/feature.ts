import { defineFeature } from '../../core/feature.ts';
import { inboxSettings } from './settings.ts';
import { inboxSignals } from './signals.ts';

export const inbox = defineFeature({
  name: 'inbox',
  title: 'Inbox',
  summary: 'Brings what people write to the bot to the right person of the team, and keeps track of each lead.',
  access: {
    'inbox:contact': 'member',
    'inbox:read': 'staff',
    'inbox:write': 'staff',
    'inbox:manage': 'admin',
  },
  settings: inboxSettings,
  signals: inboxSignals,
  personalData: async () => (await import('./personal-data.ts')).inboxPersonalData,
});
