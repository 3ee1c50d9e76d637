import { defineFeature } from '../../core/feature.ts';
import { rolesCommand } from './discord/roles-commands.ts';
import { roleComponents } from './discord/roles-handlers.ts';
import { rolesGateway } from './gateway.ts';
import { roleJobs } from './jobs.ts';
import { roleNotifications } from './notifications.ts';
import { rolesSettings } from './settings.ts';
import { roleSignals } from './signals.ts';

export const roles = defineFeature({
  name: 'roles',
  title: 'Roles',
  summary: 'Gives Discord roles by what members are, and lets Discord roles say what people may do here.',
  access: { 'roles:read': 'staff', 'roles:manage': 'admin', 'roles:sync': 'admin' },
  accessTitles: {
    'roles:read': 'See rules for roles',
    'roles:manage': 'Make rules for roles, and say what roles may do',
    'roles:sync': 'Put plans for roles into effect',
  },
  commands: [rolesCommand],
  components: roleComponents,
  jobs: roleJobs,
  schedules: [{ name: 'watch', everyMinutes: 1, job: 'watch' }],
  signals: roleSignals,
  gateway: rolesGateway,
  notifications: roleNotifications,
  settings: rolesSettings,
  discord: {
    permissions: ['MANAGE_ROLES'],
    intents: {
      GUILD_MEMBERS:
        'Joins, leaves and roles changed by hand are noticed only when somebody makes a plan, and roles given by hand not at all.',
    },
  },
  personalData: async () => (await import('./personal-data.ts')).rolesPersonalData,
  api: async () => (await import('./api.ts')).rolesApi(),
  pages: async () => (await import('./pages.ts')).rolePages,
});
