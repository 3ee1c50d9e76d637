import type { NotificationKind } from '../../core/notifications/kind.ts';

const say = () => import('./tell-of-actions.ts');

/** What people have to know of servers beside the status channel. */
export const serverNotifications: Record<string, NotificationKind> = {
  outcome: {
    title: 'Server action came to nothing',
    help: 'When an action that you asked for failed, was rejected or was not confirmed by the panel.',
    audience: 'person',
    access: 'servers:use',
    default: 'dashboard',
    from: {
      'server.action-failed': async (signal) => (await say()).tellOfOutcome(signal),
      'server.action-unconfirmed': async (signal) => (await say()).tellOfOutcome(signal),
      'server.action-dropped': async (signal) => (await say()).tellOfOutcome(signal),
    },
  },
  approval: {
    title: 'Server action needs approval',
    help: 'When somebody asked for an action on a server that others have to approve.',
    audience: 'staff',
    access: 'servers:manage',
    default: 'dashboard',
    from: { 'server.approval-wanted': async (signal) => (await say()).tellOfApproval(signal) },
  },
};
