import type { ActionContext } from '../../../core/context.ts';
import type { NotificationKind } from '../../../core/notifications/kind.ts';
import { ticketsSettings } from '../settings.ts';

const say = () => import('./tell-of-desk.ts');
const staffChannel = async (ctx: ActionContext) => (await ctx.settings(ticketsSettings)).staffChannel;
const staff = {
  audience: 'staff',
  access: 'tickets:read',
  default: 'channel',
  channel: staffChannel,
} as const;

/** What the team has to know besides the tickets themselves. */
export const deskNotifications: Record<string, NotificationKind> = {
  'due-soon': {
    title: 'Target about to be missed',
    help: 'A quarter of an hour of working time before a ticket’s target is missed; pings the roles on call.',
    ...staff,
    from: { 'ticket.due-soon': async (signal, ctx) => (await say()).tellOfDue(ctx, signal) },
  },
  overdue: {
    title: 'Target missed',
    help: 'When a ticket’s target was missed; pings the roles on call.',
    ...staff,
    from: { 'ticket.overdue': async (signal, ctx) => (await say()).tellOfDue(ctx, signal) },
  },
  rated: {
    title: 'Ticket rated',
    help: 'When a member rated a ticket of yours, or said why.',
    audience: 'owner',
    access: 'tickets:read',
    default: 'dashboard',
    channel: staffChannel,
    from: {
      'ticket.rated': async (signal) => (await say()).tellOfRating(signal),
      'ticket.rating-commented': async (signal) => (await say()).tellOfRating(signal),
    },
  },
};
