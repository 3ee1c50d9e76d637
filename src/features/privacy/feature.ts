import { defineFeature } from '../../core/feature.ts';
import { privacyCommand } from './discord/privacy-commands.ts';
import { privacyComponents } from './discord/privacy-handlers.ts';
import { privacyJobs } from './jobs.ts';
import { privacySignals } from './signals.ts';

export const privacy = defineFeature({
  name: 'privacy',
  title: 'Privacy',
  summary: 'Hands people everything that is kept about them here, and erases it when they ask for that.',
  alwaysOn: true,
  access: {
    'privacy:self': 'member',
    'privacy:manage': 'admin',
  },
  accessTitles: {
    'privacy:self': 'Export and erase one’s own data',
    'privacy:manage': 'Export and erase others’ data',
  },
  commands: [privacyCommand],
  components: privacyComponents,
  jobs: privacyJobs,
  schedules: [{ name: 'tidy-exports', everyMinutes: 6 * 60, job: 'tidy-exports' }],
  signals: privacySignals,
  personalData: async () => (await import('./personal-data.ts')).privacyPersonalData,
  api: async () => (await import('./api.ts')).privacyApi(),
  pages: async () => (await import('./pages.ts')).privacyPages,
});
