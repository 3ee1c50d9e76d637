import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import type { Dict } from '../validation/check.ts';

export const Op = GatewayOpcodes;
export const Close = GatewayCloseCodes;

/** The words that Discord closes with. @see https://docs.discord.com/developers/topics/opcodes-and-status-codes */
export const CLOSE_REASONS: Record<number, string> = {
  [Close.UnknownError]: 'Unknown error.',
  [Close.UnknownOpcode]: 'Unknown opcode.',
  [Close.DecodeError]: 'Error while decoding payload.',
  [Close.NotAuthenticated]: 'Not authenticated.',
  [Close.AuthenticationFailed]: 'Authentication failed.',
  [Close.AlreadyAuthenticated]: 'Already authenticated.',
  [Close.InvalidSeq]: 'Invalid seq.',
  [Close.RateLimited]: 'Rate limited.',
  [Close.SessionTimedOut]: 'Session timed out.',
  [Close.InvalidShard]: 'Invalid shard.',
  [Close.ShardingRequired]: 'Sharding required.',
  [Close.InvalidAPIVersion]: 'Invalid API version.',
  [Close.InvalidIntents]: 'Invalid intent(s).',
  [Close.DisallowedIntents]: 'Disallowed intent(s).',
};

/** A frame of any opcode but dispatch. */
export function controlFrame(op: number, d: unknown = null): string {
  return JSON.stringify({ t: null, s: null, op, d });
}

/** A dispatch whose data is JSON already: one event goes to many sessions, each with its own number. */
export function dispatchFrame(t: string, s: number, data: string): string {
  return `{"t":${JSON.stringify(t)},"s":${s},"op":0,"d":${data}}`;
}

/** An event on its way to sessions, in the gateway's shape. */
export interface Dispatch {
  t: string;
  d: Dict;
  /** Decides the shard; null (direct messages, the bot itself) is shard 0. */
  guildId: string | null;
}

/** @see https://docs.discord.com/developers/events/gateway#sharding */
export function shardOf(guildId: string | null, count: number): number {
  return guildId === null ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count));
}
