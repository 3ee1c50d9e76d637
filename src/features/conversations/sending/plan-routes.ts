import type { Transport } from '../model.ts';
import { INBOX } from '../open-key.ts';
import type { ReachRow } from '../reach.ts';

/** A way to bring a message to a person. */
export type Route =
  | { kind: 'dm'; channelId: string | null }
  | { kind: 'thread'; channelId: string | null }
  | { kind: 'channel'; channelId: string }
  | { kind: 'web' };

export interface RouteFacts {
  conversation: { feature: string; transport: Transport; channelId: string | null };
  reach: Pick<ReachRow, 'dmChannelId' | 'dmState' | 'threadId' | 'inGuild' | 'lastCode'> | undefined;
  /** Channel below which private threads may be opened. */
  threadChannel: string | null;
}

/** Discord's code for a person that does not exist: no way leads to them. */
export const UNKNOWN_USER = 10013;

/** Whether its feature is still making the thread that it is to be held in; it says when there is one, or none. */
export const awaitsPlace = ({ feature, transport, channelId }: RouteFacts['conversation']): boolean =>
  feature !== INBOX && transport === 'thread' && channelId === null;

/**
 * The ways to try, best first. A way that is known to be closed is left out, so that a fallback which once worked is
 * taken directly; where none is left the message waits until the person acts.
 */
export function planRoutes({ conversation, reach, threadChannel }: RouteFacts): Route[] {
  const { feature, transport, channelId } = conversation;
  if (transport === 'web') return [{ kind: 'web' }];
  const left = reach?.inGuild === 'no';
  if (transport === 'channel' && channelId && !left) return [{ kind: 'channel', channelId }];
  // The thread that stands for direct messages is the inbox's; talks of other features have threads of their own.
  const known = feature === INBOX ? (reach?.threadId ?? null) : null;
  const dm: Route[] =
    reach?.dmState === 'closed' || reach?.lastCode === UNKNOWN_USER
      ? []
      : [{ kind: 'dm', channelId: reach?.dmChannelId ?? null }];
  const current = transport === 'thread' ? channelId : null;
  const existing: Route[] = [...new Set([current, known])]
    .filter((id) => id !== null)
    .map((id) => ({ kind: 'thread', channelId: id }));
  const fresh: Route[] =
    feature === INBOX && threadChannel && existing.length === 0 && reach?.lastCode !== UNKNOWN_USER
      ? [{ kind: 'thread', channelId: null }]
      : [];
  const threads = left ? [] : [...existing, ...fresh];
  return transport === 'thread' ? [...threads, ...dm] : [...dm, ...threads];
}
