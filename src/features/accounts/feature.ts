import { defineFeature } from '../../core/feature.ts';
import { accountSignals } from './signals.ts';

export const accounts = defineFeature({
  name: 'accounts',
  title: 'Accounts',
  summary: 'Knows which customer of the organisation a Discord member is, proven by the member.',
  access: {
    'accounts:link': 'member',
    'accounts:read': 'staff',
    'accounts:write': 'staff',
    'accounts:manage': 'admin',
  },
  signals: accountSignals,
  personalData: async () => (await import('./personal-data.ts')).accountsPersonalData,
});
