import { step } from '../../../../src/core/gateway/protocol.ts';
import {
  initialState,
  type ShardConfig,
  type ShardEffect,
  type ShardInput,
  type ShardState,
} from '../../../../src/core/gateway/shard-state.ts';
import { OP } from '../../../../src/discord/gateway-opcodes.ts';

export const config: ShardConfig = {
  shard: 0,
  shards: 1,
  intents: 513,
  url: 'wss://gateway.test',
  key: 'k1',
};
export const HELLO = { op: OP.hello, d: { heartbeat_interval: 40_000 } };
export const READY = {
  op: OP.dispatch,
  t: 'READY',
  s: 1,
  d: { session_id: 'abc', resume_gateway_url: 'wss://resume.test', guilds: [] },
};
export const event = (s: number, t = 'MESSAGE_CREATE', d: unknown = {}) => ({ op: OP.dispatch, t, s, d });

/** A shard driven by hand: the protocol with a clock that only the test moves. */
export class SimulatedShard {
  state: ShardState = initialState();
  now = 1_000_000;
  random = 0.5;
  readonly effects: ShardEffect[] = [];

  tell(input: ShardInput): ShardEffect[] {
    const { state, effects } = step(this.state, input, { now: this.now, random: () => this.random });
    this.state = state;
    this.effects.push(...effects);
    return effects;
  }

  /** On the socket that is open now. */
  frame(frame: { op: number; t?: string; s?: number; d?: unknown }): ShardEffect[] {
    return this.tell({ kind: 'frame', connection: this.state.connection, frame });
  }

  closed(code: number): ShardEffect[] {
    return this.tell({ kind: 'closed', connection: this.state.connection, code });
  }

  opened(): ShardEffect[] {
    return this.tell({ kind: 'opened', connection: this.state.connection });
  }

  permitted(at = this.now): ShardEffect[] {
    return this.tell({ kind: 'permitted', connection: this.state.connection, at });
  }

  /** Lets time pass in steps, as timers do. */
  pass(ms: number): ShardEffect[] {
    const until = this.now + ms;
    const effects: ShardEffect[] = [];
    while (this.now < until) {
      this.now = Math.min(until, this.now + 1_000);
      effects.push(...this.tell({ kind: 'tick' }));
    }
    return effects;
  }

  /** From nothing to a session. */
  connect(): this {
    this.tell({ kind: 'start', config });
    this.opened();
    this.frame(HELLO);
    this.permitted();
    this.frame(READY);
    return this;
  }

  /** Opens the next socket, whenever that is due, and hears HELLO. */
  reconnect(): ShardEffect[] {
    for (let wait = 0; this.state.phase === 'waiting' && wait < 200; wait += 1) this.pass(1_000);
    return [...this.opened(), ...this.frame(HELLO)];
  }
}

export const kinds = (effects: readonly ShardEffect[]): string[] => effects.map(({ kind }) => kind);
