import {
  heartbeatPayload,
  identifyPayload,
  OP,
  peekEvent,
  readFrame,
  resumePayload,
} from '../../discord/gateway-opcodes.ts';
import type { Runtime } from '../runtime.ts';
import { alertMessage } from './alert.ts';
import { EventSink } from './event-sink.ts';
import { GuildList } from './guild-list.ts';
import type { Permit } from './identify-budget.ts';
import { askObject, COORDINATOR } from './objects.ts';
import { nextDue, step } from './protocol.ts';
import { selectEvent } from './select-event.ts';
import type { KeptShard, ShardMemory } from './shard-memory.ts';
import { initialState, type ShardEffect, type ShardInput, type ShardState } from './shard-state.ts';
import { type GatewaySocket, openGatewaySocket } from './socket.ts';
import type { ShardStatus } from './status.ts';

/** How far the stored place to go on from may lie behind; after a crash so much is told again. */
const SAVE_EVERY_MS = 2_000;
const ASK_AGAIN_MS = 10_000;
const ABNORMAL_CLOSE = 1006;

/**
 * Does what the protocol decides: holds the socket, keeps time, stores the place to go on from, and brings the events
 * that features want to the queue.
 */
export class ShardDriver {
  private readonly runtime: Runtime;
  private readonly memory: ShardMemory;
  private readonly sink: EventSink;
  private readonly guilds: GuildList;
  private held: Set<string>;
  private machine: ShardState;
  private socket: { connection: number; socket: GatewaySocket } | undefined;
  private wakeAt: number | undefined;
  private saveIsDue = false;

  constructor(runtime: Runtime, memory: ShardMemory, stored: KeptShard & { guildIds: string[] }) {
    this.runtime = runtime;
    this.memory = memory;
    this.machine = initialState(stored);
    this.held = new Set(stored.held);
    this.guilds = new GuildList(stored.guildIds);
    const { config, log } = runtime;
    this.sink = new EventSink({
      queue: config.gatewayEvents,
      log,
      after: (ms, work) => this.after(ms, work),
      changed: () => this.sinkChanged(),
    });
  }

  get isRunning(): boolean {
    return this.machine.phase !== 'stopped' && this.machine.phase !== 'halted';
  }

  hold(guildIds: readonly string[]): void {
    this.held = new Set(guildIds);
  }

  tell(input: ShardInput): void {
    const before = this.machine.phase;
    const { outside, log } = this.runtime;
    const { state, effects } = step(this.machine, input, { now: outside.now(), random: Math.random });
    this.machine = state;
    for (const effect of effects) this.run(effect);
    if (state.phase !== before)
      log.info('gateway', { shard: state.config?.shard, phase: state.phase, closed: state.facts.lastClose });
    this.arm();
  }

  status(): ShardStatus {
    const { config, phase, halt, facts, session, dueAt } = this.machine;
    return {
      ...facts,
      shard: config?.shard ?? 0,
      shards: config?.shards ?? 1,
      phase,
      ...(halt ? { halt } : {}),
      ...(phase === 'waiting' && dueAt !== undefined ? { until: dueAt } : {}),
      ...(session ? { sequence: session.sequence } : {}),
      backlog: this.sink.state,
      guildIds: this.guilds.ids,
    };
  }

  /** Stores the place to go on from: never after an event that the queue does not have. */
  save(): void {
    const { config, session, halt, facts } = this.machine;
    const sequence = session && this.sink.safeSequence(session.id, session.sequence);
    const { lastEventAt, resumes, identifies } = facts;
    const saved = this.memory.saveShard({
      running: this.isRunning,
      held: [...this.held],
      ...(config ? { config } : {}),
      ...(session && sequence !== undefined ? { session: { ...session, sequence } } : {}),
      ...(halt ? { halt } : {}),
      facts: { resumes, identifies, ...(lastEventAt === undefined ? {} : { lastEventAt }) },
    });
    this.runtime.defer(saved);
  }

  private run(effect: ShardEffect): void {
    const token = this.runtime.config.discord.token ?? '';
    switch (effect.kind) {
      case 'event':
        this.take(effect);
        break;
      case 'heartbeat':
        this.send(heartbeatPayload(effect.sequence));
        break;
      case 'connect':
        this.connect(effect.connection, effect.url);
        break;
      case 'close':
        if (this.socket?.connection === effect.connection) closeSocket(this.socket.socket, effect.code);
        break;
      case 'ask':
        this.runtime.defer(this.ask(effect.connection));
        break;
      case 'identify':
        this.send(identifyPayload(token, effect.intents, effect.shard));
        break;
      case 'resume':
        this.send(resumePayload(token, effect.sessionId, effect.sequence));
        break;
      case 'save':
        this.save();
        break;
      default:
        this.sink.add(alertMessage(effect, { ...this.status(), at: this.runtime.outside.now() }));
    }
  }

  private connect(connection: number, url: string): void {
    const { outside, defer } = this.runtime;
    const isCurrent = () => this.machine.connection === connection;
    const opening = openGatewaySocket(outside.fetch, url, {
      opened: (socket) => {
        if (!isCurrent() || this.machine.phase !== 'connecting') return closeSocket(socket);
        this.socket = { connection, socket };
        this.tell({ kind: 'opened', connection });
      },
      failed: (status) =>
        this.tell({ kind: 'failed', connection, ...(status === undefined ? {} : { status }) }),
      message: (text) => isCurrent() && this.receive(connection, text),
      closed: (code) => this.tell({ kind: 'closed', connection, code }),
    });
    defer(opening);
  }

  private receive(connection: number, text: string): void {
    const head = peekEvent(text);
    const known = head && !this.guilds.reads(head.t) && !this.runtime.registry.gateway.has(head.t);
    const frame = known ? { op: OP.dispatch, ...head } : readFrame(text);
    if (frame) this.tell({ kind: 'frame', connection, frame });
    else this.runtime.log.warn('the gateway sent what is not a frame', { length: text.length });
  }

  private take({ type, data, sequence, sessionId }: Extract<ShardEffect, { kind: 'event' }>): void {
    if (this.guilds.read(type, data)) this.runtime.defer(this.memory.saveGuilds(this.guilds.ids));
    const { registry, outside } = this.runtime;
    const { config } = this.machine;
    const about = { shard: config?.shard ?? 0, sequence, sessionId, receivedAt: outside.now() };
    const message = selectEvent(registry, this.held, type, data, about);
    if (message) this.sink.add({ ...message, sessionId, sequence });
    if (this.sink.isFull) this.tell({ kind: 'full' });
    this.saveSoon();
  }

  private send(payload: object): void {
    const current = this.socket;
    if (!current) return;
    try {
      current.socket.send(JSON.stringify(payload));
    } catch {
      // It broke and nobody has said so yet.
      const { connection } = current;
      this.after(0, () => this.tell({ kind: 'closed', connection, code: ABNORMAL_CLOSE }));
    }
  }

  private async ask(connection: number): Promise<void> {
    const { config, outside } = this.runtime;
    const { coordinator } = config.gateway ?? {};
    let permit: Permit;
    try {
      if (!coordinator) throw new Error('there is no coordinator');
      permit = await askObject(coordinator, COORDINATOR, '/permit', { shard: this.machine.config?.shard });
    } catch {
      const reason = 'Guildhall could not find out whether a session may begin.';
      permit = { kind: 'refused', until: outside.now() + ASK_AGAIN_MS, reason };
    }
    this.tell({ ...permit, connection });
  }

  private sinkChanged(): void {
    if (this.machine.phase === 'full' && this.sink.isHalfEmpty) this.tell({ kind: 'drained' });
    this.saveSoon();
  }

  private saveSoon(): void {
    if (this.saveIsDue) return;
    this.saveIsDue = true;
    this.after(SAVE_EVERY_MS, () => {
      this.saveIsDue = false;
      this.save();
    });
  }

  /** Sleeps until the protocol has something to do. A timer for each time also keeps the object in memory. */
  private arm(): void {
    const due = nextDue(this.machine);
    if (due === this.wakeAt) return;
    this.wakeAt = due;
    if (due === undefined) return;
    this.after(Math.max(0, due - this.runtime.outside.now()), () => {
      if (this.wakeAt !== due) return;
      this.wakeAt = undefined;
      this.tell({ kind: 'tick' });
    });
  }

  private after(ms: number, work: () => void): void {
    const { outside, defer } = this.runtime;
    defer(outside.sleep(ms).then(work));
  }
}

function closeSocket(socket: GatewaySocket, code?: number): void {
  try {
    socket.close(code ?? 4000);
  } catch {
    // Closed already.
  }
}
