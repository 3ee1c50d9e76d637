import type { Halt } from '../../discord/gateway-close-codes.ts';
import type { GatewayFrame } from '../../discord/gateway-opcodes.ts';

/** Everything that one shard needs to connect. A new `key` means another token, intents or number of shards. */
export interface ShardConfig {
  shard: number;
  shards: number;
  /** Bits. */
  intents: number;
  /** Where a session begins; it goes on at the address that READY names. */
  url: string;
  key: string;
}

/** What Discord calls a session. `sequence` is the number of the last event that was received. */
export interface Session {
  id: string;
  resumeUrl: string;
  sequence: number;
  /** Of the configuration that it was begun with. */
  key: string;
}

/**
 * `stopped` nobody wants it, `halted` a person has to act, `full` the queue takes nothing, `waiting` until `dueAt`,
 * `asking` for leave to identify, `spacing` until the time for it has come. All but the first three act by themselves.
 */
export type Phase =
  | 'stopped'
  | 'halted'
  | 'full'
  | 'waiting'
  | 'connecting'
  | 'greeting'
  | 'asking'
  | 'spacing'
  | 'identifying'
  | 'resuming'
  | 'ready';

export interface Heartbeat {
  intervalMs: number;
  /** Of the next one; Unix milliseconds. */
  dueAt: number;
  sentAt: number | undefined;
  acknowledged: boolean;
}

/** What people are told about a shard. Times are Unix milliseconds. */
export interface ShardFacts {
  /** When it was told to connect. */
  startedAt?: number;
  /** Of the last beginning or resumption of the session. */
  readyAt?: number;
  lastEventAt?: number;
  /** Of the last sign that Discord hears us. */
  acknowledgedAt?: number;
  latencyMs?: number;
  resumes: number;
  identifies: number;
  lastClose?: { code: number; reason: string; at: number };
  /** Why it waits, when that is more than a moment. */
  waitsFor?: string;
}

export interface ShardState {
  phase: Phase;
  config?: ShardConfig;
  session?: Session;
  /** Number of the socket that counts; what others say is not listened to. */
  connection: number;
  heartbeat?: Heartbeat;
  /** When the phase acts, or gives up. */
  dueAt?: number;
  /** Connections in a row that did not last. */
  attempts: number;
  /** Those in a row that were refused before they stood. */
  refusals: number;
  /** Attempts in a row to go on with the session that came to nothing. */
  failedResumes: number;
  /** Whether this connection has brought an event. */
  progress: boolean;
  halt?: Halt;
  facts: ShardFacts;
}

/** What outlives the object. */
export interface StoredShard {
  /** Whether it was to be connected; with a `halt`, somebody had asked to try again. */
  running?: boolean;
  config?: ShardConfig;
  session?: Session;
  halt?: Halt;
  facts?: Pick<ShardFacts, 'lastEventAt' | 'resumes' | 'identifies'>;
}

/** A shard that has not begun, or goes on from what was stored. */
export const initialState = ({ running, config, session, halt, facts }: StoredShard = {}): ShardState => ({
  phase: halt && !running ? 'halted' : 'stopped',
  ...(config ? { config } : {}),
  ...(session ? { session } : {}),
  ...(halt ? { halt } : {}),
  connection: 0,
  attempts: 0,
  refusals: 0,
  failedResumes: 0,
  progress: false,
  facts: { resumes: 0, identifies: 0, ...facts },
});

/** What happens to a shard. `connection` says on which socket. */
export type ShardInput =
  /** Connect, if it does not. `again`: somebody has put right what stopped it. */
  | { kind: 'start'; config: ShardConfig; again?: boolean }
  | { kind: 'stop' }
  | { kind: 'tick' }
  | { kind: 'opened'; connection: number }
  /** The socket could not be opened; `status` is HTTP's, if there was an answer. */
  | { kind: 'failed'; connection: number; status?: number }
  | { kind: 'frame'; connection: number; frame: GatewayFrame }
  | { kind: 'closed'; connection: number; code: number }
  | { kind: 'permitted'; connection: number; at: number }
  | { kind: 'refused'; connection: number; until: number; reason: string }
  /** The queue takes less than arrives. */
  | { kind: 'full' }
  | { kind: 'drained' };

export type ShardEffect =
  | { kind: 'connect'; connection: number; url: string }
  | { kind: 'close'; connection: number; code: number }
  | { kind: 'ask'; connection: number }
  | { kind: 'identify'; shard: readonly [number, number]; intents: number }
  | { kind: 'resume'; sessionId: string; sequence: number }
  | { kind: 'heartbeat'; sequence: number | null }
  /** An event of the session, whether anybody wants it or not. */
  | { kind: 'event'; type: string; data: unknown; sequence: number; sessionId: string }
  /** The session has begun or is over: what is stored has to follow at once. */
  | { kind: 'save' }
  | { kind: 'halted'; halt: Halt }
  /** All is well again after it had stopped for good. */
  | { kind: 'recovered' }
  /** Events from then until now cannot be had any more. */
  | { kind: 'gap'; from: number };

/** What the machine may know of the world. `random` is from 0 up to 1. */
export interface Moment {
  /** Unix milliseconds. */
  now: number;
  random: () => number;
}

export interface Step {
  state: ShardState;
  effects: ShardEffect[];
}
