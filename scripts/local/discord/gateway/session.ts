import { randomBytes } from 'node:crypto';
import type { Connection } from './connection.ts';
import { dispatchFrame } from './frames.ts';
import type { Presence } from './presence.ts';

export interface SessionOptions {
  shard: [number, number];
  /** Whether the identify named a shard. */
  isSharded: boolean;
  intents: number;
  largeThreshold: number;
  presence: Presence;
  replayLimit: () => number;
}

/** What an identify began: it numbers its events and keeps them, with or without a connection, until it ends. */
export class GatewaySession {
  readonly id = randomBytes(16).toString('hex');
  readonly shard: [number, number];
  readonly isSharded: boolean;
  readonly intents: number;
  readonly largeThreshold: number;
  /** What the bot shows of itself; it may change it. */
  presence: Presence;
  /** Number of the latest event. */
  seq = 0;
  /** What the client's latest heartbeat named. */
  acked: number | null = null;
  resumes = 0;
  connection: Connection | undefined;
  /** When the connection was lost, by the local clock. */
  detachedAt: number | null = null;
  private readonly frames = new Map<number, string>();
  private oldest = 1;
  private readonly replayLimit: () => number;

  constructor(options: SessionOptions) {
    this.shard = options.shard;
    this.isSharded = options.isSharded;
    this.intents = options.intents;
    this.largeThreshold = options.largeThreshold;
    this.presence = options.presence;
    this.replayLimit = options.replayLimit;
  }

  /** Numbers an event, keeps it and sends it if a connection is up; `data` is JSON. */
  push(t: string, data: string): void {
    this.seq += 1;
    const frame = dispatchFrame(t, this.seq, data);
    this.frames.set(this.seq, frame);
    while (this.seq - this.oldest >= this.replayLimit()) {
      this.frames.delete(this.oldest);
      this.oldest += 1;
    }
    this.connection?.send(frame);
  }

  canReplayAfter(seq: number): boolean {
    return seq + 1 >= this.oldest;
  }

  /** Sends everything after `seq` in order, then RESUMED. */
  replayAfter(seq: number, connection: Connection): void {
    for (let s = seq + 1; s <= this.seq; s += 1) {
      const frame = this.frames.get(s);
      if (frame !== undefined) connection.send(frame);
    }
    this.resumes += 1;
    this.seq += 1;
    // Not kept: a later resume says RESUMED by itself.
    connection.send(dispatchFrame('RESUMED', this.seq, '{"_trace":[]}'));
  }
}
