import { defineFeature } from '../../core/feature.ts';
import { replyCommand } from './desk/discord/desk-commands.ts';
import { deskComponents, deskModals } from './desk/discord/desk-handlers.ts';
import { deskJobs, deskSchedules } from './desk/jobs.ts';
import { deskNotifications } from './desk/notifications.ts';
import { ticketOpenPages } from './desk/pages.ts';
import { deskSignals } from './desk/signals.ts';
import { ticketCommand, ticketFromMessage, ticketsCommand } from './discord/ticket-commands.ts';
import { ticketComponents, ticketModals } from './discord/ticket-handlers.ts';
import { ticketsGateway } from './gateway.ts';
import { ticketJobs } from './jobs.ts';
import { ticketNotifications } from './notifications.ts';
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
  accessTitles: {
    'tickets:open': 'Open tickets and follow their own',
    'tickets:read': 'Read tickets',
    'tickets:write': 'Work on tickets',
    'tickets:manage': 'Set up kinds of tickets, panels, hours and limits',
  },
  commands: [ticketCommand, ticketsCommand, ticketFromMessage, replyCommand],
  components: { ...ticketComponents, ...deskComponents },
  modals: { ...ticketModals, ...deskModals },
  gateway: ticketsGateway,
  jobs: { ...ticketJobs, ...deskJobs },
  schedules: [
    { name: 'poll', everyMinutes: 1, job: 'poll' },
    { name: 'complete-due', everyMinutes: 1, job: 'complete-due' },
    ...deskSchedules,
  ],
  hears: {
    'conversation.changed': ['follow'],
    'message.received': ['follow', 'keep-clock'],
    'message.queued': ['keep-clock'],
    'message.sent': ['follow', 'keep-clock'],
    'message.edited': ['follow'],
    'message.deleted': ['follow'],
    'message.unreachable': ['tell-undelivered'],
    'message.failed': ['tell-undelivered'],
    'ticket.opened': ['keep-clock'],
    'ticket.changed': ['keep-clock'],
    'ticket.reopened': ['keep-clock'],
    'ticket.closed': ['keep-clock', 'after-close'],
    'gateway.missed': ['refill-gap'],
    'settings.changed': ['follow-settings'],
  },
  signals: { ...ticketSignals, ...deskSignals },
  openPages: ticketOpenPages,
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
      'MANAGE_WEBHOOKS',
      // Brings the team's roles into private threads.
      'MENTION_EVERYONE',
    ],
    intents: {
      MESSAGE_CONTENT: 'what is written in threads of tickets comes without its text',
      GUILD_MEMBERS: 'that a member has left is noticed only when Discord refuses an answer to them',
      GUILD_MESSAGE_REACTIONS: 'reactions to a ticket do nothing; its buttons do the same',
    },
  },
  notifications: { ...ticketNotifications, ...deskNotifications },
  settings: ticketsSettings,
  setup: [{ label: 'Make the first ticket panel', component: 'first-panel' }],
  api: async () => (await import('./api.ts')).ticketsApi(),
  pages: async () => (await import('./pages.ts')).ticketPages,
  personalData: async () => (await import('./personal-data.ts')).ticketsPersonalData,
});
