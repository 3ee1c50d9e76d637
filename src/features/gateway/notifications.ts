import * as v from 'valibot';
import { gatewaySignals } from '../../core/gateway/signals.ts';
import type { NotificationKind, Telling } from '../../core/notifications/kind.ts';
import { timestamp } from '../../discord/text.ts';

const Halted = v.looseObject({ reason: v.string(), remedy: v.string() });
const Missed = v.looseObject({ from: v.string(), until: v.string() });
const path = '/gateway';
const titleOf = (type: string): string => gatewaySignals[type]?.title ?? type;

const told = (title: string, words: string, plain = words): Telling[] => [
  { text: `**${title}.** ${words}`.trim(), plain: `${title}. ${plain}`.trim(), path },
];

/** What admins have to know of the connection to Discord. */
export const gatewayNotifications: Record<string, NotificationKind> = {
  connection: {
    title: 'Connection to Discord',
    help: 'When Guildhall no longer hears what happens in Discord, and when it does again.',
    audience: 'admins',
    access: 'gateway:read',
    default: 'channel',
    critical: true,
    from: {
      'gateway.halted': async ({ type, data }) => {
        const { reason, remedy } = v.parse(Halted, data);
        return told(titleOf(type), `${reason} ${remedy}`);
      },
      'gateway.recovered': async ({ type }) => told(titleOf(type), ''),
    },
  },
  missed: {
    title: 'Events that were missed',
    help: 'When what happened in Discord was not heard for a while.',
    audience: 'admins',
    access: 'gateway:read',
    default: 'channel',
    from: {
      'gateway.missed': async ({ type, data }) => {
        const { from, until } = v.parse(Missed, data);
        const inDiscord = `From ${timestamp(new Date(from))} until ${timestamp(new Date(until))}.`;
        return told(titleOf(type), inDiscord, `From ${from} until ${until}.`);
      },
    },
  },
};
