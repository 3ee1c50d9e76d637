import { type Dict, isDict } from '../validation/check.ts';
import { Op } from './frames.ts';

/** Longer payloads from clients are closed with 4002. */
export const PAYLOAD_LIMIT_BYTES = 4096;

export interface ClientPayload {
  op: number;
  d: unknown;
}

/** The opcodes a client may send. */
export const CLIENT_OPS: readonly number[] = [
  Op.Heartbeat,
  Op.Identify,
  Op.PresenceUpdate,
  Op.VoiceStateUpdate,
  Op.Resume,
  Op.RequestGuildMembers,
  Op.RequestSoundboardSounds,
  // Request Channel Info, newer than its name in the published types.
  43,
];

/** Undefined when it is no payload: not JSON, too long, or without an opcode. */
export function readPayload(raw: Buffer): ClientPayload | undefined {
  if (raw.length > PAYLOAD_LIMIT_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(raw.toString());
    return isDict(value) && Number.isInteger(value.op) ? { op: Number(value.op), d: value.d } : undefined;
  } catch {
    return undefined;
  }
}

export interface Identify {
  token: string;
  intents: unknown;
  shard: unknown;
  largeThreshold: number;
  presence: Dict | undefined;
}

/** Undefined without a token or properties, or with a threshold outside of 50 to 250. */
export function readIdentify(d: unknown): Identify | undefined {
  if (!isDict(d) || typeof d.token !== 'string' || !isDict(d.properties)) return undefined;
  const largeThreshold = d.large_threshold ?? 50;
  if (typeof largeThreshold !== 'number' || largeThreshold < 50 || largeThreshold > 250) return undefined;
  return {
    token: d.token.replace(/^Bot /, ''),
    intents: d.intents,
    shard: d.shard,
    largeThreshold,
    presence: isDict(d.presence) ? d.presence : undefined,
  };
}

export interface Resume {
  token: string;
  sessionId: string;
  seq: number;
}

export function readResume(d: unknown): Resume | undefined {
  if (!isDict(d) || typeof d.token !== 'string' || typeof d.session_id !== 'string') return undefined;
  if (!Number.isInteger(d.seq)) return undefined;
  return { token: d.token.replace(/^Bot /, ''), sessionId: d.session_id, seq: Number(d.seq) };
}

/** `[id, count]`, or undefined when it cannot be. Absent means the one shard of an unsharded application. */
export function readShard(shard: unknown): [number, number] | undefined {
  if (shard === undefined || shard === null) return [0, 1];
  if (!Array.isArray(shard) || shard.length !== 2 || !shard.every(Number.isInteger)) return undefined;
  const [id, count] = shard.map(Number);
  if (id === undefined || count === undefined || id < 0 || count < 1 || id >= count) return undefined;
  return [id, count];
}
