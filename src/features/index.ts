import type { Feature } from '../core/feature.ts';
import { accounts } from './accounts/feature.ts';
import { announcements } from './announcements/feature.ts';
import { conversations } from './conversations/feature.ts';
import { gateway } from './gateway/feature.ts';
import { hub } from './hub/feature.ts';
import { inbox } from './inbox/feature.ts';
import { notices } from './notices/feature.ts';
import { notifications } from './notifications/feature.ts';
import { privacy } from './privacy/feature.ts';
import { records } from './records/feature.ts';
import { roles } from './roles/feature.ts';
import { servers } from './servers/feature.ts';
import { tickets } from './tickets/feature.ts';
import { webhooks } from './webhooks/feature.ts';

/** Every feature there is. Adding one means a folder and two lines here. */
export const features: readonly Feature[] = [
  hub,
  records,
  announcements,
  servers,
  conversations,
  webhooks,
  inbox,
  tickets,
  notices,
  notifications,
  privacy,
  gateway,
  accounts,
  roles,
];
