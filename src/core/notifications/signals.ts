import * as v from 'valibot';
import type { SignalDefinition } from '../signals/signal.ts';

/** Told to the dashboard of those whom it concerns and to nobody else; what it says is read from the page. */
export const NOTIFICATION_ADDED = 'notification.added';

const Added = v.object({
  kind: v.string(),
  /** Null: everybody with the permission. */
  userId: v.nullable(v.string()),
  access: v.string(),
});

export const notificationSignals: Record<string, SignalDefinition> = {
  [NOTIFICATION_ADDED]: {
    title: 'Somebody has a new notification in the dashboard',
    schema: Added,
    sample: { kind: 'inbox.message', userId: '1000000000000000011', access: 'inbox:read' },
    mayHear: (data, { personId, grants }) => {
      const { userId, access } = v.parse(Added, data);
      return userId === null ? grants.includes(access) : userId === personId;
    },
  },
};
