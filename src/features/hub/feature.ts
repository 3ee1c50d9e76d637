import { defineFeature } from '../../core/feature.ts';
import { slashCommand } from '../../core/interactions/command.ts';
import { say } from '../../core/interactions/reply.ts';
import { serverSettings } from '../../core/settings/server-settings.ts';
import { guildhallCommand } from './discord/guildhall-commands.ts';
import { settingsCommand, settingsModals } from './discord/settings-commands.ts';
import { hubJobs } from './jobs.ts';
import { hubNotifications } from './notifications.ts';
import { setupCommand, setupComponents, setupModals } from './setup/setup-commands.ts';
import { hubSignals } from './signals.ts';

export const hub = defineFeature({
  name: 'hub',
  title: 'Hub',
  summary: 'What every server needs: whether Guildhall is well, what it can do, and its settings.',
  alwaysOn: true,
  access: {
    'hub:use': 'member',
    'hub:live': 'member',
    'hub:settings': 'admin',
    'hub:keys': 'admin',
    'hub:audit': 'admin',
  },
  accessTitles: {
    'hub:use': 'Use Guildhall',
    'hub:live': 'Hear what happens, live',
    'hub:settings': 'Change settings and run failed work again',
    'hub:keys': 'Create and revoke API keys',
    'hub:audit': 'Read the audit log',
  },
  commands: [
    slashCommand({
      name: 'ping',
      description: 'Check whether Guildhall answers.',
      access: 'hub:use',
      answer: 'now',
      visible: 'invoker',
      handle: async () => say('Guildhall is here.'),
    }),
    guildhallCommand,
    settingsCommand,
    setupCommand,
  ],
  components: setupComponents,
  modals: { ...settingsModals, ...setupModals },
  jobs: hubJobs,
  schedules: [{ name: 'retry-posts', everyMinutes: 10, job: 'retry-posts' }],
  hears: { 'settings.changed': ['retry-posts'] },
  signals: hubSignals,
  notifications: hubNotifications,
  settings: serverSettings,
  api: async () => (await import('./api.ts')).hubApi(),
  pages: async () => (await import('./pages.ts')).hubPages,
});
