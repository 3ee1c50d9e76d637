import type { ActionContext } from '../../core/context.ts';
import type { NotificationKind } from '../../core/notifications/kind.ts';
import { ticketsSettings } from './settings.ts';

const say = () => import('./actions/tell-of-tickets.ts');
const staffChannel = async (ctx: ActionContext) => (await ctx.settings(ticketsSettings)).staffChannel;

/** What the team and members have to know of tickets. */
export const ticketNotifications: Record<string, NotificationKind> = {
  opened: {
    title: 'New ticket',
    help: 'When a member opens a ticket.',
    audience: 'staff',
    access: 'tickets:read',
    default: 'channel',
    channel: staffChannel,
    from: { 'ticket.opened': async (signal) => (await say()).tellOfOpening(signal) },
  },
  assigned: {
    title: 'Ticket changed hands',
    help: 'When somebody gives you a ticket.',
    audience: 'owner',
    access: 'tickets:read',
    default: 'dashboard',
    channel: staffChannel,
    from: { 'ticket.changed': async (signal) => (await say()).tellOfAssignment(signal) },
  },
  'place-lost': {
    title: 'Ticket without a thread',
    help: 'When the thread of a ticket was deleted in Discord, or could not be made.',
    audience: 'staff',
    access: 'tickets:read',
    default: 'dashboard',
    channel: staffChannel,
    from: { 'ticket.changed': async (signal) => (await say()).tellOfPlace(signal) },
  },
  message: {
    title: 'Answer in a ticket',
    help: 'When a member writes in a ticket that you work on.',
    audience: 'owner',
    access: 'tickets:read',
    default: 'dashboard',
    channel: staffChannel,
    from: { 'message.received': async (signal) => (await say()).tellOfMessage(signal) },
  },
  answered: {
    title: 'Answer to your ticket',
    help: 'When the team answers a ticket of yours.',
    audience: 'person',
    access: 'tickets:open',
    default: 'none',
    from: { 'message.sent': async (signal) => (await say()).tellOfAnswer(signal) },
  },
};
