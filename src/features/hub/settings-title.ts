import { SWITCHES } from '../../core/access/feature-switches.ts';
import { accessSettings } from '../../core/access/settings.ts';
import type { Feature } from '../../core/feature.ts';
import { NOTIFICATIONS } from '../../core/notifications/settings.ts';
import { serverSettings } from '../../core/settings/server-settings.ts';

/** What belongs to no single feature, by the name that its settings are kept under. */
const OWN = new Map([
  [accessSettings.feature, 'Access: who counts as staff'],
  [SWITCHES, 'Features: what is on'],
  [serverSettings.feature, 'Server'],
  [NOTIFICATIONS, 'Notifications: who is told where'],
]);

/** What people call a group of settings. */
export const settingsTitle = (features: readonly Feature[], name: string): string =>
  OWN.get(name) ?? features.find(({ settings }) => settings?.feature === name)?.title ?? name;
