import { isDict } from '../validation/check.ts';
import type { Connection } from './connection.ts';
import type { ClientPayload } from './read-payload.ts';

/** One payload that a client sent; tokens are blotted out. */
export interface ReceivedPayload {
  /** Local clock, unix ms. */
  at: number;
  connection: number;
  /** Of the session, once there is one. */
  shard: number | null;
  op: number;
  d: unknown;
}

const KEPT = 2000;

export class ReceivedLog {
  private entries: ReceivedPayload[] = [];
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  add(connection: Connection, { op, d }: ClientPayload): void {
    const shown = isDict(d) && 'token' in d ? { ...d, token: '[redacted]' } : d;
    const shard = connection.session?.shard[0] ?? null;
    this.entries.push({ at: this.now(), connection: connection.id, shard, op, d: shown });
    if (this.entries.length > KEPT) this.entries.shift();
  }

  /** The latest 2000, oldest first; of one opcode when it is given. */
  list(op?: number): ReceivedPayload[] {
    return op === undefined ? [...this.entries] : this.entries.filter((entry) => entry.op === op);
  }

  clear(): void {
    this.entries = [];
  }
}
