import { defineFeature } from '../../core/feature.ts';
import { machineCommand, machineComponents } from './discord/machine-commands.ts';
import { maintainerCommand, maintainerComponents } from './discord/maintainer-commands.ts';
import { recordCommand } from './discord/record-commands.ts';
import { recordComponents, recordModals } from './discord/record-handlers.ts';
import { addToRecords, reviewComponents, reviewModals } from './discord/review-handlers.ts';
import { recordJobs } from './jobs.ts';
import { recordNotices } from './notices.ts';
import { recordsSettings } from './settings.ts';
import { recordSignals } from './signals.ts';
import { workshopSignals } from './workshop-signals.ts';

export const records = defineFeature({
  name: 'records',
  title: 'Records',
  summary:
    'Turns messages into log entries, problem reports and part requests that people confirm one by one.',
  access: {
    'records:read': 'member',
    'records:write': 'member',
    'records:manage': 'staff',
  },
  accessTitles: {
    'records:read': 'See records',
    'records:write': 'Add and change records',
    'records:manage': 'Manage records, machines and people',
  },
  commands: [addToRecords, recordCommand, machineCommand, maintainerCommand],
  components: { ...reviewComponents, ...recordComponents, ...machineComponents, ...maintainerComponents },
  modals: { ...reviewModals, ...recordModals },
  jobs: recordJobs,
  settings: recordsSettings,
  signals: { ...recordSignals, ...workshopSignals },
  notices: recordNotices,
  personalData: async () => (await import('./personal-data.ts')).recordsPersonalData,
  api: async () => (await import('./api.ts')).recordsApi(),
  pages: async () => (await import('./pages.ts')).recordPages,
  discord: {
    permissions: ['VIEW_CHANNEL', 'READ_MESSAGE_HISTORY', 'SEND_MESSAGES'],
    intents: {
      MESSAGE_CONTENT:
        'only the message that was right-clicked can be read; what was said around it arrives empty.',
    },
  },
});
