import type { ActionContext } from '../context.ts';
import type { Permission } from '../feature.ts';
import type { Signal } from '../signals/signal.ts';

/**
 * Where somebody is told: by direct message, by a post in a channel that pings only them, in the dashboard, nowhere.
 */
export const NOTIFICATION_CHANNELS = ['dm', 'channel', 'dashboard', 'none'] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

/** What a server chose for a kind: where people are told who chose nothing themselves, or that nobody is told. */
export type GuildChoice = NotificationChannel | 'off';

/** One thing to tell because of a signal. */
export interface Telling {
  /** Whom it concerns in person. People who asked for the kind are told besides, if it is for a group. */
  userIds?: readonly string[];
  /** Roles that a post for the whole group pings besides; only of kinds for a group. */
  roleIds?: readonly string[];
  /** For Discord: markup and timestamps are meant, words of others are made inert by whoever writes it. */
  text: string;
  /** The same in plain words, for the dashboard. */
  plain: string;
  /** Page with more about it, below the guild. */
  path?: string;
  /** Tellings of one kind with the same text here are told once; default: the id of the signal. */
  once?: string;
}

/** A kind of notification, as a feature declares it. */
export interface NotificationKind {
  title: string;
  /** One sentence: when somebody is told. */
  help: string;
  /**
   * `owner` and `person` are told each for themselves; `staff`, `admins` and `members` are a group with one post for
   * all, and with those of them besides who asked for the kind.
   */
  audience: 'owner' | 'person' | 'staff' | 'admins' | 'members';
  /** What somebody must be allowed to be told; looked at again whenever something is delivered. */
  access: Permission;
  /** Where people are told as long as neither the server nor they choose otherwise. */
  default: NotificationChannel;
  /** Neither a server nor a person can switch it off, and it doesn't wait for quiet hours to end. */
  critical?: true;
  /** Nobody else may read it, so it is never posted in a channel, whatever was chosen. Only for single people. */
  confidential?: true;
  /**
   * Full name of a kind for a group that tells of the same signals: whoever is told of this one is not told the same
   * again by that, unless in the dashboard alone what they want elsewhere.
   */
  insteadOf?: string;
  /** The feature's own channel, which goes before the one that the server chose for all kinds. */
  channel?(ctx: ActionContext): Promise<string | null>;
  /** Signal type → what to tell. At least once per signal: what it writes must bear being done again. */
  from: Readonly<Record<string, (signal: Signal, ctx: ActionContext) => Promise<readonly Telling[]>>>;
}

/** A kind with its place: `id` is `<feature>.<kind>`. */
export interface RegisteredKind extends NotificationKind {
  id: string;
  feature: string;
}

export const isForGroup = ({ audience }: Pick<NotificationKind, 'audience'>): boolean =>
  audience === 'staff' || audience === 'admins' || audience === 'members';

/** Where somebody may choose to be told of a kind. */
export const placesOf = ({
  critical = false,
  confidential = false,
}: {
  critical?: boolean | undefined;
  confidential?: boolean | undefined;
}): NotificationChannel[] =>
  NOTIFICATION_CHANNELS.filter(
    (one) => !(critical && one === 'none') && !(confidential && one === 'channel'),
  );
