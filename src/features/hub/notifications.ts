import * as v from 'valibot';
import type { NotificationKind } from '../../core/notifications/kind.ts';

const HOUR_MS = 60 * 60_000;
const Failed = v.looseObject({ title: v.string(), reference: v.string() });

/** What admins have to know of the whole. */
export const hubNotifications: Record<string, NotificationKind> = {
  'failed-work': {
    title: 'Work that failed for good',
    help: 'When something was tried often enough and waits for an admin; told once an hour at most.',
    audience: 'admins',
    access: 'hub:settings',
    default: 'channel',
    from: {
      'work.failed': async ({ data, createdAt }) => {
        const { title, reference } = v.parse(Failed, data);
        const words = 'It was tried often enough and now waits. Look what it is and start it again';
        return [
          {
            text: `🛑 **Failed for good: ${title}.** ${words}: dashboard, “Failed work”.\n-# Reference ${reference}`,
            plain: `Failed for good: ${title}. ${words}.`,
            path: '/failed',
            // When something outside is down, a lot of work fails in one go.
            once: `failed:${Math.floor(Date.parse(createdAt) / HOUR_MS)}`,
          },
        ];
      },
    },
  },
};
