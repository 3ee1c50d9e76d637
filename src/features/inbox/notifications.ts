import type { ActionContext } from '../../core/context.ts';
import type { NotificationKind } from '../../core/notifications/kind.ts';
import { inboxSettings } from './settings.ts';

const say = () => import('./actions/tell-of-inbox.ts');
const staffChannel = async (ctx: ActionContext) => (await ctx.settings(inboxSettings)).staffChannel;

/** What the team has to know of what people write. */
export const inboxNotifications: Record<string, NotificationKind> = {
  message: {
    title: 'New message',
    help: 'When somebody writes whose conversation is yours; once for several messages in a row.',
    audience: 'owner',
    access: 'inbox:read',
    default: 'channel',
    channel: staffChannel,
    from: { 'dm.received': async (signal, ctx) => (await say()).tellOfMessage(ctx, signal) },
  },
  assigned: {
    title: 'Conversation changed hands',
    help: 'When somebody gives you a conversation, or takes one of yours.',
    audience: 'owner',
    access: 'inbox:read',
    default: 'channel',
    channel: staffChannel,
    from: { 'inbox.assigned': async (signal, ctx) => (await say()).tellOfAssignment(ctx, signal) },
  },
  unrouted: {
    title: 'Messages that nobody takes',
    help: 'When messages have waited too long that are nobody’s.',
    audience: 'staff',
    access: 'inbox:read',
    default: 'channel',
    channel: staffChannel,
    from: { 'inbox.unrouted': async (signal) => (await say()).tellOfUnrouted(signal) },
  },
};
