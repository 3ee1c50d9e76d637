import { type GuildChoice, isForGroup, type NotificationChannel, type NotificationKind } from './kind.ts';

/** One thing to deliver. Without people it is for the whole group: one post, or by `dm` to whom the server belongs. */
export interface PlannedDelivery {
  channel: Exclude<NotificationChannel, 'none'>;
  /** Who is written to, or pinged by a post. */
  userIds: readonly string[];
}

export interface Recipients {
  /** Whom it concerns in person. */
  userIds: readonly string[];
  /** Whoever did what is told of; nobody is told of what they did themselves. */
  actorId?: string | undefined;
  /** Where people were told the same already, by a kind that stands for this one; see `NotificationKind.insteadOf`. */
  told?: ReadonlyMap<string, NotificationChannel> | undefined;
}

/**
 * Decides who is told where. A person's choice goes before the server's; the server's `off` before everything but
 * kinds that are critical, of which `off` and `none` count as if nothing was chosen.
 */
export function planNotifications(
  kind: Pick<NotificationKind, 'audience' | 'critical' | 'confidential' | 'default'>,
  guildChoice: GuildChoice,
  /** By user id, of this kind alone. */
  preferences: ReadonlyMap<string, NotificationChannel>,
  { userIds, actorId, told: toldAlready }: Recipients,
): PlannedDelivery[] {
  const way = wayOf(kind, guildChoice);
  if (way === 'off') return [];
  const choiceOf = (userId: string) => choiceFor(kind, guildChoice, preferences.get(userId));
  // The dashboard reaches nobody who wants to be reached elsewhere.
  const wasTold = (id: string): boolean => {
    const place = toldAlready?.get(id);
    return place === 'dashboard' ? choiceOf(id) === 'dashboard' : place !== undefined;
  };
  const concerned = [...new Set(userIds)].filter((id) => id !== actorId);
  const single = (id: string): PlannedDelivery[] => {
    const channel = choiceOf(id);
    return channel === 'none' ? [] : [{ channel, userIds: [id] }];
  };
  if (!isForGroup(kind)) return concerned.flatMap(single);

  // Those who chose something; whoever follows the server is reached by the group's own post.
  const asked = [...preferences.keys()].filter(
    (id) => id !== actorId && !concerned.includes(id) && !wasTold(id),
  );
  const told = [...concerned, ...asked.filter((id) => preferences.get(id) !== 'none')];
  const pinged = told.filter((id) => choiceOf(id) === 'channel');
  const ofGroup: PlannedDelivery[] = [];
  if (way === 'channel' || pinged.length > 0) ofGroup.push({ channel: 'channel', userIds: pinged });
  if (way === 'dashboard' || (way === 'dm' && concerned.length === 0 && kind.audience !== 'members')) {
    ofGroup.push({ channel: way, userIds: [] });
  }
  // The post pings those who want it there, and one notice for all is also theirs.
  const alone = told
    .flatMap(single)
    .filter(({ channel }) => channel === 'dm' || (channel === 'dashboard' && way !== 'dashboard'));
  return [...ofGroup, ...alone];
}

/** Where one person is told, of what concerns them; `none` also when the server switched the kind off. */
export function choiceFor(
  kind: Pick<NotificationKind, 'critical' | 'confidential' | 'default'>,
  guildChoice: GuildChoice,
  own: NotificationChannel | undefined,
): NotificationChannel {
  const way = wayOf(kind, guildChoice);
  if (way === 'off') return 'none';
  const chosen = own === undefined || (kind.critical && own === 'none') ? way : own;
  return kind.confidential && chosen === 'channel' ? 'dm' : chosen;
}

/** What the server wants, as far as it may: what is critical reaches somebody. */
const wayOf = (kind: Pick<NotificationKind, 'critical' | 'default'>, choice: GuildChoice): GuildChoice =>
  kind.critical && (choice === 'off' || choice === 'none') ? kind.default : choice;
