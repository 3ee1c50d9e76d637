import type { NotificationKind } from '../../core/notifications/kind.ts';

const say = () => import('./tell-of-links.ts');

/** What people have to know of their link, and staff of those that clash. */
export const accountNotifications: Record<string, NotificationKind> = {
  'my-link': {
    title: 'Your linked account',
    help: 'When somebody else links or unlinks you, or wants the account that is yours.',
    audience: 'person',
    access: 'accounts:link',
    default: 'dm',
    from: {
      'account.linked': async (signal) => (await say()).tellOfLink(signal),
      'account.unlinked': async (signal) => (await say()).tellOfUnlink(signal),
      'account.link-conflict': async (signal) => (await say()).tellHolder(signal),
      'account.conflict-settled': async (signal) => (await say()).tellOfDecision(signal),
      'account.needs-renewal': async (signal) => (await say()).tellOfRenewal(signal),
    },
  },
  'link-conflicts': {
    title: 'Accounts that two people want',
    help: 'When somebody proves an account that is linked to somebody else.',
    audience: 'staff',
    access: 'accounts:read',
    default: 'channel',
    from: { 'account.link-conflict': async (signal) => (await say()).tellStaff(signal) },
  },
};
