import type { NotificationKind } from '../../core/notifications/kind.ts';

const say = () => import('./tell-of-actions.ts');

const sayMaintenance = () => import('./tell-of-maintenance.ts');

/** Id of the kind that customers are told of work on their servers by. */
export const MAINTENANCE_KIND = 'servers.maintenance';

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
  maintenance: {
    title: 'Maintenance of your servers',
    help: 'When work on one of your servers is planned, moved, about to begin, begun or over.',
    audience: 'person',
    access: 'servers:use',
    default: 'dm',
    insteadOf: 'notices.maintenance',
    from: {
      'notice.raised': async (signal, ctx) => (await sayMaintenance()).tellOfMaintenance(signal, ctx),
      'notice.updated': async (signal, ctx) => (await sayMaintenance()).tellOfMaintenance(signal, ctx),
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
