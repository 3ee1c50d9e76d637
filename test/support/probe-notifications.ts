import * as v from 'valibot';
import type { NotificationKind } from '../../src/core/notifications/kind.ts';

const Noted = v.object({ kind: v.string(), userIds: v.array(v.string()), text: v.string() });

const kind = (name: string, more: Pick<NotificationKind, 'audience' | 'critical'>): NotificationKind => ({
  title: `Probe ${name}`,
  help: 'When the probe says so.',
  access: 'probe:use',
  default: 'dm',
  ...more,
  from: {
    'probe.noted': async ({ data }) => {
      const noted = v.parse(Noted, data);
      if (noted.kind !== name) return [];
      return [{ userIds: noted.userIds, text: noted.text, plain: noted.text, path: '/records' }];
    },
  },
});

/** One kind of each sort, told of by the signal `probe.noted`. */
export const probeNotifications: Record<string, NotificationKind> = {
  one: kind('one', { audience: 'person' }),
  grave: kind('grave', { audience: 'person', critical: true }),
  group: kind('group', { audience: 'admins' }),
};
