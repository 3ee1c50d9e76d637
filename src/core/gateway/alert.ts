import type { Entry } from './backlog.ts';
import { byteLength } from './encode-event.ts';
import type { ShardEffect } from './shard-state.ts';
import type { ShardStatus } from './status.ts';

/** What admins of the servers of a shard have to know. */
export interface GatewayAlert {
  shard: number;
  /** Servers as far as they are known; none when the shard never was connected. */
  guildIds: string[];
  /** Unix milliseconds. */
  at: number;
  about: Extract<ShardEffect, { kind: 'halted' | 'recovered' | 'gap' }>;
}

/** What travels through the queue `gateway-events` beside events; see tell-admins.ts. */
export interface AlertMessage {
  kind: 'gateway-alert';
  alert: GatewayAlert;
}

/** An alert as an entry of the backlog, which tries until the queue has it. */
export function alertMessage(
  about: GatewayAlert['about'],
  { shard, guildIds, at }: Pick<ShardStatus, 'shard' | 'guildIds'> & { at: number },
): Entry {
  const message: AlertMessage = { kind: 'gateway-alert', alert: { shard, guildIds, at, about } };
  const text = JSON.stringify(message);
  return { sessionId: '', sequence: 0, text, bytes: byteLength(text) };
}
