import type { Halt } from '../../discord/gateway-close-codes.ts';
import type { Phase, ShardFacts } from './shard-state.ts';

/** How one shard is. Times are Unix milliseconds. */
export interface ShardStatus extends ShardFacts {
  shard: number;
  shards: number;
  phase: Phase;
  halt?: Halt;
  /** Until when it waits, if it does. */
  until?: number;
  /** Number of the last event of the session; absent without one. */
  sequence?: number;
  /** What the queue does not have yet. */
  backlog: { events: number; bytes: number; failures: number };
  /** Servers of this shard, as Discord told last. */
  guildIds: string[];
}

/** How the gateway is as a whole. */
export interface GatewayStatus {
  /** Why nobody wants a connection; absent while one is wanted. */
  unwanted?: Unwanted;
  /** Why it cannot even begin, e.g. Discord does not tell where. */
  trouble?: string;
  /** When the cron looked last, and when anybody asked first. */
  reconciledAt?: number;
  askedAt: number;
  /** Sessions that may still be begun today, as Discord told last. */
  identifies?: { remaining: number; total: number; at: number };
  shards: ShardStatus[];
}

/**
 * `off`: by DISCORD_GATEWAY; `unused`: no feature listens; `no-token`; `held`: an admin of each server stopped it;
 * `absent`: the Worker has no objects for it.
 */
export type Unwanted = 'off' | 'unused' | 'no-token' | 'held' | 'absent';
