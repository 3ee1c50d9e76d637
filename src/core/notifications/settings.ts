import type { Feature } from '../feature.ts';
import {
  channelField,
  choiceField,
  defineSettings,
  type Field,
  numberField,
  type SettingsDefinition,
} from '../settings/definition.ts';
import { type GuildChoice, type NotificationKind, placesOf, type RegisteredKind } from './kind.ts';

/** The name that the server's choices are kept under among its settings. */
export const NOTIFICATIONS = 'notifications';

/** The setting that holds the server's choice for a kind. */
export const choiceName = ({ id }: Pick<RegisteredKind, 'id'>): string => id.replace('.', '-');

/** The server's choices as settings made from the kinds: so `/settings`, dashboard and API set them, checked and audited. */
export function notificationSettingsFor(features: readonly Feature[]): SettingsDefinition {
  const kinds = features.flatMap(({ name, notifications = {} }) =>
    Object.entries(notifications).map(([kind, one]): [string, Field<unknown>] => [
      choiceName({ id: `${name}.${kind}` }),
      choiceOf(one),
    ]),
  );
  return defineSettings(NOTIFICATIONS, { ...common, ...Object.fromEntries(kinds) });
}

const TITLES: Readonly<Record<GuildChoice, string>> = {
  dm: 'Direct message',
  channel: 'Channel',
  dashboard: 'Dashboard',
  none: 'Only those who ask for it',
  off: 'Off: nobody is told',
};

function choiceOf(kind: NotificationKind): Field<unknown> {
  const { title, help, critical, default: chosen } = kind;
  const words = critical ? `${help} Cannot be switched off.` : help;
  // Safe because the registry refuses kinds whose default is no place to be told of them.
  const choices = [...placesOf(kind), ...(critical ? [] : ['off'])] as [string, ...string[]];
  return choiceField({ title, help: words, choices, choiceTitles: TITLES, default: chosen });
}

const hour = (title: string, help: string) => numberField({ title, help, default: 0, min: 0, max: 23 });

const common = {
  channel: channelField({
    title: 'Channel for notifications',
    help: 'Where people are told who want it in a channel; only the person concerned is pinged.',
  }),
  quietFrom: hour('Quiet from this hour', 'By the clock of the server. The same hour twice: no quiet hours.'),
  quietUntil: hour(
    'Quiet until this hour',
    'Direct messages and pings wait until then, except critical ones.',
  ),
};

/** What the server chose for a kind, from the values of these settings. */
export const guildChoice = (
  values: Readonly<Record<string, unknown>>,
  kind: Pick<RegisteredKind, 'id' | 'default'>,
): GuildChoice => (values[choiceName(kind)] as GuildChoice | undefined) ?? kind.default;

export interface CommonSettings {
  channel: string | null;
  quietFrom: number;
  quietUntil: number;
}

/** What concerns all kinds. Safe because the definition above always has these fields. */
export const commonSettings = (values: Readonly<Record<string, unknown>>): CommonSettings =>
  values as unknown as CommonSettings;
