import { defineFeature } from '../../core/feature.ts';
import { conversationJobs } from './jobs.ts';
import { conversationsSettings } from './settings.ts';
import { conversationSignals } from './signals.ts';

export const conversations = defineFeature({
  name: 'conversations',
  title: 'Conversations',
  summary: 'Keeps every talk with a person in one timeline and brings each answer to them, or says why not.',
  alwaysOn: true,
  access: {
    'conversations:own': 'member',
    'conversations:read': 'staff',
    'conversations:write': 'staff',
    'conversations:manage': 'admin',
  },
  accessTitles: {
    'conversations:own': 'Read and answer one’s own conversations',
    'conversations:read': 'Read conversations with people',
    'conversations:write': 'Write to people',
    'conversations:manage': 'Write in the name of an agent, and to many at once',
  },
  jobs: conversationJobs,
  schedules: [
    { name: 'resume-sending', everyMinutes: 10, job: 'resume-sending' },
    { name: 'tidy', everyMinutes: 6 * 60, job: 'tidy' },
  ],
  signals: conversationSignals,
  drafts: { conversation: 'conversations:write' },
  settings: conversationsSettings,
  discord: {
    permissions: [
      'VIEW_CHANNEL',
      'SEND_MESSAGES',
      'SEND_MESSAGES_IN_THREADS',
      'CREATE_PRIVATE_THREADS',
      'EMBED_LINKS',
      'ATTACH_FILES',
      'READ_MESSAGE_HISTORY',
      'MANAGE_WEBHOOKS',
    ],
  },
  personalData: async () => (await import('./personal-data.ts')).conversationsPersonalData,
  pages: async () => (await import('./pages.ts')).conversationPages,
  api: async () => (await import('./api.ts')).conversationsApi(),
});
