import { defineFeature } from '../../core/feature.ts';
import { accountAuthorizations } from './authorization.ts';
import { accountCommands, accountComponents } from './discord/account-commands.ts';
import { accountJobs } from './jobs.ts';
import { accountNotifications } from './notifications.ts';
import { accountsSettings } from './settings.ts';
import { accountSignals } from './signals.ts';
import { accountStandings } from './standings.ts';

export const accounts = defineFeature({
  name: 'accounts',
  title: 'Accounts',
  summary: 'Knows which customer of the organisation a Discord member is, proven by the member.',
  access: {
    'accounts:link': 'member',
    'accounts:read': 'staff',
    'accounts:write': 'staff',
  },
  accessTitles: {
    'accounts:link': 'Link their own account',
    'accounts:read': 'See who is linked with which account',
    'accounts:write': 'Link and unlink accounts, and settle conflicts',
  },
  commands: accountCommands,
  components: accountComponents,
  jobs: accountJobs,
  schedules: [
    { name: 'keep-tokens', everyMinutes: 60, job: 'keep-tokens' },
    { name: 'tidy', everyMinutes: 6 * 60, job: 'tidy' },
  ],
  signals: accountSignals,
  standings: accountStandings,
  notifications: accountNotifications,
  settings: accountsSettings,
  authorizations: accountAuthorizations,
  api: async () => (await import('./api.ts')).accountsApi(),
  pages: async () => (await import('./pages.ts')).accountPages,
  openPages: { segment: 'link', routes: async () => (await import('./open-pages.ts')).linkPages },
  personalData: async () => (await import('./personal-data.ts')).accountsPersonalData,
});
