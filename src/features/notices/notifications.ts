import type { NotificationKind } from '../../core/notifications/kind.ts';
import type { Signal } from '../../core/signals/signal.ts';

const say = () => import('./tell-of-notices.ts');
const ofNotice = {
  'notice.raised': async (signal: Signal) => (await say()).tellOfNotice(signal),
  'notice.updated': async (signal: Signal) => (await say()).tellOfNotice(signal),
};
const only =
  (
    kind: 'status' | 'maintenance' | 'alert',
    tell: (signal: Signal) => ReturnType<(typeof ofNotice)['notice.raised']>,
  ) =>
  async (signal: Signal) =>
    (await say()).isAbout(signal, kind) ? tell(signal) : [];
const from = (kind: 'status' | 'maintenance' | 'alert') => ({
  'notice.raised': only(kind, ofNotice['notice.raised']),
  'notice.updated': only(kind, ofNotice['notice.updated']),
});

/** What people are told of notices besides the posts in their channels, each where they want it. */
export const noticeNotifications: Record<string, NotificationKind> = {
  billing: {
    title: 'Your payments and invoices',
    help: 'When something of yours was paid, invoiced or refunded.',
    audience: 'person',
    access: 'notices:receive',
    default: 'dm',
    confidential: true,
    from: { 'notice.billed': async (signal) => (await say()).tellOfBilling(signal) },
  },
  status: {
    title: 'System status',
    help: 'When something does not work, and when it does again.',
    audience: 'members',
    access: 'notices:receive',
    default: 'none',
    from: from('status'),
  },
  maintenance: {
    title: 'Maintenance',
    help: 'When work is planned, a while before it begins, and when it is over.',
    audience: 'members',
    access: 'notices:receive',
    default: 'none',
    from: from('maintenance'),
  },
  alert: {
    title: 'Critical alerts',
    help: 'When something has to be looked at now, besides the post in the channel for alerts.',
    audience: 'staff',
    access: 'notices:alert',
    default: 'none',
    from: from('alert'),
  },
  unanswered: {
    title: 'Alerts that nobody takes',
    help: 'When nobody has taken a critical alert in time.',
    audience: 'admins',
    access: 'notices:alert',
    default: 'dm',
    critical: true,
    from: { 'notice.escalated': async (signal) => (await say()).tellOfEscalation(signal) },
  },
  unposted: {
    title: 'Notices that cannot be posted',
    help: 'When a notice finds no channel that takes it.',
    audience: 'admins',
    access: 'notices:read',
    default: 'dashboard',
    from: { 'notice.unposted': async (signal) => (await say()).tellOfUnposted(signal) },
  },
};
