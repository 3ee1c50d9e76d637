import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { Faults, Step } from './faults.ts';
import { CLOSE_REASONS, Close, controlFrame, Op } from './frames.ts';
import { type Compression, Outbox } from './outbox.ts';
import { CLIENT_OPS, type ClientPayload, readPayload } from './read-payload.ts';
import type { ReceivedLog } from './received-log.ts';
import type { GatewaySession } from './session.ts';
import type { GatewaySettings } from './settings.ts';

/** Sent by a client in a minute of the local clock; one more closes with 4008. */
const SEND_LIMIT = 120;
const SEND_WINDOW_MS = 60_000;

const STEPS: Readonly<Record<number, Step>> = {
  [Op.Identify]: 'identify',
  [Op.Resume]: 'resume',
  [Op.Heartbeat]: 'heartbeat',
};

/** What a connection needs of the gateway. */
export interface ConnectionHost {
  readonly settings: GatewaySettings;
  readonly faults: Faults;
  readonly received: ReceivedLog;
  now(): number;
  /** Acts on every opcode but heartbeats, and may close the connection. */
  receive(connection: Connection, payload: ClientPayload): void;
  /** `code` is null when the socket broke without a close frame. */
  closed(connection: Connection, code: number | null): void;
}

/** One WebSocket: HELLO, heartbeats, limits of what a client may send, and the way it ends. */
export class Connection {
  readonly id: number;
  /** Path and query that the client connected with. */
  readonly path: string;
  readonly query: Record<string, string>;
  readonly userAgent: string | null;
  session: GatewaySession | undefined;
  private readonly socket: WebSocket;
  private readonly wire: Socket;
  private readonly host: ConnectionHost;
  private readonly outbox: Outbox;
  private readonly interval: number;
  private overdue: NodeJS.Timeout | undefined;
  private sent: number[] = [];
  private open = true;

  constructor(id: number, socket: WebSocket, request: IncomingMessage, url: URL, host: ConnectionHost) {
    this.wire = request.socket;
    this.id = id;
    this.socket = socket;
    this.host = host;
    this.path = url.pathname;
    this.query = Object.fromEntries(url.searchParams);
    this.userAgent = request.headers['user-agent'] ?? null;
    this.interval = host.settings.heartbeatIntervalMs;
    this.outbox = new Outbox(socket, compression(this.query), () => host.settings.latencyMs);
    socket.on('message', (data) => this.hear(data));
    // A code of 1006 is what a socket without a close frame is given here; none ever came over the wire.
    socket.on('close', (code) => {
      this.outbox.end();
      this.end(code === 1006 ? null : code);
    });
    socket.on('error', () => this.cut());
  }

  /** Greets the client, or closes when it asked for what this gateway does not speak. */
  begin(): void {
    const { v, encoding = 'json', compress } = this.query;
    if (this.falls('hello')) return;
    if (v !== '10') this.close(Close.InvalidAPIVersion);
    else if (encoding !== 'json') this.close(Close.DecodeError, `Encoding "${encoding}" is not spoken here.`);
    else if (compress !== undefined && compression(this.query) === null)
      this.close(Close.DecodeError, `Compression "${compress}" is not spoken here.`);
    else {
      this.sendOp(Op.Hello, { heartbeat_interval: this.interval, _trace: [] });
      this.expectHeartbeat();
    }
  }

  send(frame: string): void {
    if (this.open) this.outbox.send(frame);
  }

  /** Collects what is sent until `uncork`, so that many frames leave as one write. */
  cork(): void {
    this.wire.cork();
  }

  uncork(): void {
    this.wire.uncork();
  }

  sendOp(op: number, d: unknown = null): void {
    this.send(controlFrame(op, d));
  }

  /** Ends with a close frame, after what was sent before. The session learns of it at once. */
  close(code: number, reason = CLOSE_REASONS[code] ?? ''): void {
    if (!this.open) return;
    this.end(code);
    this.outbox.afterAll(() => this.socket.close(code, reason));
  }

  /** Breaks the connection without a close frame, as a lost network does. */
  cut(): void {
    this.socket.terminate();
    this.end(null);
  }

  private end(code: number | null): void {
    if (!this.open) return;
    this.open = false;
    clearTimeout(this.overdue);
    this.host.closed(this, code);
  }

  private expectHeartbeat(): void {
    clearTimeout(this.overdue);
    this.overdue = setTimeout(() => this.close(Close.SessionTimedOut), this.interval * 2).unref();
  }

  private hear(data: RawData): void {
    if (!this.open) return;
    const raw = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    const payload = readPayload(raw);
    if (payload) this.host.received.add(this, payload);
    if (this.isFlooding()) this.close(Close.RateLimited);
    else if (!payload) this.close(Close.DecodeError);
    else if (!CLIENT_OPS.includes(payload.op)) this.close(Close.UnknownOpcode);
    else if (this.falls(STEPS[payload.op])) return;
    else if (payload.op === Op.Heartbeat) this.beat(payload.d);
    else this.host.receive(this, payload);
  }

  /** Whether a test has set a trap for this step. */
  private falls(step: Step | undefined): boolean {
    const act = step && this.host.faults.takeTrap(step);
    if (act === 'cut') this.cut();
    else if (typeof act === 'number') this.close(act);
    return act !== undefined;
  }

  private beat(d: unknown): void {
    if (d !== null && d !== undefined && !Number.isInteger(d)) {
      this.close(Close.DecodeError);
      return;
    }
    this.expectHeartbeat();
    if (this.session && typeof d === 'number') this.session.acked = d;
    if (!this.host.faults.takeAckDrop()) this.sendOp(Op.HeartbeatAck);
  }

  private isFlooding(): boolean {
    const now = this.host.now();
    this.sent = this.sent.filter((at) => now - at < SEND_WINDOW_MS);
    this.sent.push(now);
    return this.sent.length > SEND_LIMIT;
  }
}

function compression({ compress }: Record<string, string>): Compression {
  return compress === 'zlib-stream' || compress === 'zstd-stream' ? compress : null;
}
