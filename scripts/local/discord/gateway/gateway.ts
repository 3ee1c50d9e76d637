import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { LocalEvent, LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';
import { BotEar } from './bot-ear.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import { Faults } from './faults.ts';
import { Close, type Dispatch, Op, shardOf } from './frames.ts';
import { identify, resume } from './handshake.ts';
import { IdentifyBudget, type SessionStartLimit } from './identify-budget.ts';
import { MemberRequests } from './members.ts';
import { Presences, readPresence } from './presence.ts';
import type { ClientPayload } from './read-payload.ts';
import { ReceivedLog } from './received-log.ts';
import type { GatewaySession } from './session.ts';
import { sessionView } from './session-view.ts';
import { DEFAULT_SETTINGS, type GatewaySettings } from './settings.ts';

/** More than any client sends; what Discord refuses is told by its own close code. */
const FRAME_LIMIT_BYTES = 1024 * 1024;

/** Codes after which a session cannot be resumed: the client said goodbye, or Discord declared it dead. */
const ENDING: readonly (number | null)[] = [1000, 1001, Close.SessionTimedOut, Close.InvalidSeq];

/** The gateway of the local Discord: sessions, what they hear, and the sockets they hear it through. */
export class LocalGateway implements ConnectionHost {
  readonly settings: GatewaySettings = { ...DEFAULT_SETTINGS };
  readonly sessions = new Map<string, GatewaySession>();
  readonly connections = new Set<Connection>();
  readonly budget: IdentifyBudget;
  readonly faults = new Faults();
  readonly received: ReceivedLog;
  readonly presences: Presences;
  private readonly state: LocalState;
  private readonly members: MemberRequests;
  private ear: BotEar;
  private readonly sockets = new WebSocketServer({
    noServer: true,
    // Whether Discord takes permessage-deflate is not documented; a client must live without it.
    perMessageDeflate: false,
    maxPayload: FRAME_LIMIT_BYTES,
  });
  private readonly silenced = new Set<Duplex>();
  private connectionCount = 0;

  constructor(state: LocalState) {
    this.state = state;
    this.budget = new IdentifyBudget(() => state.now());
    this.received = new ReceivedLog(() => state.now());
    this.presences = new Presences(state);
    this.members = new MemberRequests(state, this.presences);
    this.ear = new BotEar(state);
    state.listen((event) => this.hear(event));
  }

  /** What `/gateway` tells. */
  get url(): string {
    return this.state.url.replace(/^http/, 'ws');
  }

  /** Whether a bot would hear an event of this guild (null: direct message) now. */
  hasListener(guildId: string | null): boolean {
    return [...this.sessions.values()].some(
      ({ connection, shard: [id, count] }) => connection && shardOf(guildId, count) === id,
    );
  }

  sessionStartLimit(): SessionStartLimit {
    return this.budget.limit(this.settings.maxConcurrency);
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
  }

  /** Ends every connection and session and forgets what was scripted; the state that follows is looked at afresh. */
  reset(): void {
    this.close();
    this.sessions.clear();
    this.showBot();
    Object.assign(this.settings, DEFAULT_SETTINGS);
    this.faults.reset();
    this.members.reset();
    this.received.clear();
    this.budget.reset();
    this.ear = new BotEar(this.state);
  }

  close(): void {
    for (const connection of [...this.connections]) connection.cut();
    for (const socket of this.silenced) socket.destroy();
    for (const client of this.sockets.clients) client.terminate();
  }

  /** What the bot may hear of a change, before any session's intents. */
  heard(event: LocalEvent): Dispatch[] {
    return this.ear.hear(event);
  }

  /** Hands an event to the sessions of its shard, or to those of the shard given, whatever it is about. */
  deliver(dispatch: Dispatch, shard?: number): void {
    const views = this.views(dispatch, shard);
    // What nobody hears must not use up a fault that a test waits for.
    if (views.length === 0) return;
    for (const told of this.faults.disturb(dispatch)) {
      for (const { session, d } of told === dispatch ? views : this.views(told, shard))
        session.push(told.t, JSON.stringify(d));
    }
  }

  /** Who hears an event, and how. */
  private views(told: Dispatch, shard?: number): { session: GatewaySession; d: Dict }[] {
    return this.living().flatMap((session) => {
      const [id, count] = session.shard;
      if (id !== (shard ?? shardOf(told.guildId, count))) return [];
      const d = sessionView(this.state, this.presences, session, told);
      return d ? [{ session, d }] : [];
    });
  }

  /** Sessions that have not timed out; the others are forgotten. */
  living(): GatewaySession[] {
    const { sessionTimeoutMs } = this.settings;
    for (const { id, detachedAt } of [...this.sessions.values()]) {
      if (detachedAt !== null && this.now() - detachedAt > sessionTimeoutMs) this.sessions.delete(id);
    }
    return [...this.sessions.values()];
  }

  /** Takes the session from a connection that stays open: on it or on another the client may resume, or else identify anew. */
  detach(connection: Connection, resumable: boolean): void {
    const { session } = connection;
    if (!session) return;
    connection.session = undefined;
    session.connection = undefined;
    session.detachedAt = this.now();
    if (!resumable) this.sessions.delete(session.id);
    this.showBot();
  }

  /** Shows the bot as its first connected session wants it shown. */
  showBot(): void {
    const shown = [...this.sessions.values()].find((session) => session.connection);
    this.presences.set(this.state.data.botId, shown?.presence ?? { status: 'offline', activities: [] });
  }

  /** What an application brings upon itself that identifies more often than the budget allows. */
  resetToken(): void {
    const { data } = this.state;
    const [id = ''] = data.botToken.split('.');
    const secret = randomBytes(33).toString('base64url');
    data.botToken = `${id}.${secret.slice(0, 6)}.${secret.slice(6)}`;
    this.state.touch();
    for (const connection of [...this.connections]) connection.close(Close.AuthenticationFailed);
    this.sessions.clear();
    this.showBot();
  }

  now(): number {
    return this.state.now();
  }

  closed(connection: Connection, code: number | null): void {
    this.connections.delete(connection);
    if (connection.session?.connection === connection) this.detach(connection, !ENDING.includes(code));
  }

  receive(connection: Connection, { op, d }: ClientPayload): void {
    const { session } = connection;
    if (op === Op.Identify) identify(this, this.state, connection, d);
    else if (op === Op.Resume) resume(this, this.state, connection, d);
    else if (!session) connection.close(Close.NotAuthenticated);
    else if (op === Op.RequestGuildMembers) this.members.answer(session, d);
    else if (op === Op.PresenceUpdate) {
      session.presence = readPresence(d);
      this.showBot();
    }
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Errors of a socket that is being refused concern nobody.
    socket.on('error', () => {});
    const url = URL.parse(request.url ?? '/', this.state.url);
    if (!url || !/^\/(resume\/\w+\/?)?$/.test(url.pathname)) {
      refuse(socket, 404);
      return;
    }
    const refusal = this.faults.takeRefusal();
    if (refusal === 'silence') {
      this.silenced.add(socket);
      socket.once('close', () => this.silenced.delete(socket));
    } else if (refusal !== undefined) {
      refuse(socket, refusal);
    } else {
      this.sockets.handleUpgrade(request, socket, head, (client) => {
        this.connectionCount += 1;
        const connection = new Connection(this.connectionCount, client, request, url, this);
        this.connections.add(connection);
        connection.begin();
      });
    }
  }

  private hear(event: LocalEvent): void {
    for (const dispatch of this.heard(event)) this.deliver(dispatch);
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
