import type { Env } from '../env.ts';
import type { BaseRuntime, Runtime } from '../runtime.ts';
import { Connection, type FeedSocket } from './connection.ts';
import { DraftBoard, type DraftMemory } from './draft-board.ts';
import type { Draft } from './drafts.ts';
import { mayDraft } from './grants.ts';
import type { Opening } from './open-feed.ts';
import { readReaderMessage } from './wire.ts';

export interface LiveState {
  storage: DraftMemory & { getAlarm(): Promise<number | null>; setAlarm(at: number): Promise<void> };
  acceptWebSocket(socket: FeedSocket): void;
  getWebSockets(): FeedSocket[];
  waitUntil(promise: Promise<unknown>): void;
}

export interface LiveApp {
  runtime(env: Env, execution: { waitUntil(promise: Promise<unknown>): void }): Promise<Runtime>;
  base(env: Env, execution: { waitUntil(promise: Promise<unknown>): void }): BaseRuntime;
}

/** What the platform adds to the names that every runtime has. */
interface Platform {
  WebSocketPair: new () => { 0: FeedSocket; 1: FeedSocket };
}

/** How often a feed with readers looks by itself whether a poke was lost or a reader has lost access; milliseconds. */
const PATROL_MS = 60_000;

/**
 * What the Durable Object of a guild's live stream does. Signals are read from Postgres behind the place of each reader, never kept here: to a reader that
 * comes back with its last id nothing is lost and nothing comes twice, in the order of their sequence.
 */
export class LiveRoom {
  private readonly app: LiveApp;
  private readonly state: LiveState;
  private readonly env: Env;
  private readonly board: DraftBoard;
  private delivering: Promise<void> | undefined;
  private pokedMeanwhile = false;

  constructor(app: LiveApp, state: LiveState, env: Env) {
    this.app = app;
    this.state = state;
    this.env = env;
    this.board = new DraftBoard(state.storage);
  }

  /** Called by the Worker only, which has let the reader in. */
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    switch (url.pathname) {
      case '/open':
        return this.open(JSON.parse(request.headers.get('x-opening') ?? '') as Opening);
      case '/drafts':
        return request.method === 'GET'
          ? Response.json(await this.board.read(url.searchParams.get('subject') ?? '', this.now()))
          : this.setDraft((await request.json()) as DraftChange);
      default:
        if (this.state.getWebSockets().length > 0) this.state.waitUntil(this.deliver());
        return new Response(null, { status: 204 });
    }
  }

  async webSocketMessage(socket: FeedSocket, text: unknown): Promise<void> {
    const said = readReaderMessage(text);
    if (!said) return;
    const connection = new Connection(socket);
    if ('ack' in said) {
      const waited = connection.stalledAt !== undefined;
      connection.acknowledge(said.ack);
      if (waited) await this.deliver();
      return;
    }
    const { grants, person } = connection.reader;
    const { subject } = said.draft;
    const { registry } = await this.app.runtime(this.env, this.state);
    if (!person || !connection.filter.rooms.includes(subject)) return;
    if (!mayDraft(registry, grants, subject)) return;
    await this.setDraft({ subject, userId: person.id, name: person.name, text: said.draft.text });
  }

  async alarm(): Promise<void> {
    const drafts = await this.board.tidy(this.now());
    if (this.connections().length > 0) {
      await this.deliver();
      for (const connection of this.connections()) connection.tellPlace();
    }
    if (drafts > 0 || this.connections().length > 0) await this.patrol();
  }

  private async open({ reader, filter, position }: Opening): Promise<Response> {
    const { WebSocketPair } = globalThis as unknown as Platform;
    const pair = new WebSocketPair();
    const [theirs, ours] = [pair[0], pair[1]];
    this.state.acceptWebSocket(ours);
    const { id, lost } = position;
    ours.serializeAttachment({
      reader,
      filter,
      sequence: BigInt(position.sequence),
      id,
      toldId: id,
      shown: 0,
      acked: 0,
      checkedAt: this.now(),
      stalledAt: undefined,
      ended: false,
    });
    const connection = new Connection(ours);
    connection.tell({ kind: 'hello', id, lost });
    for (const subject of filter.rooms) {
      const drafts = await this.board.read(subject, this.now());
      if (drafts.length > 0) await this.showDrafts([connection], subject, drafts);
    }
    this.state.waitUntil(Promise.all([this.deliver(), this.patrol()]));
    return new Response(null, { status: 101, webSocket: theirs } as ResponseInit);
  }

  private async setDraft({ subject, userId, name, text }: DraftChange): Promise<Response> {
    const drafts = await this.board.write(subject, { id: userId, name }, text, this.now());
    if (drafts.length > 0) await this.patrol();
    await this.showDrafts(this.connections(), subject, drafts);
    return new Response(null, { status: 204 });
  }

  private async showDrafts(
    connections: readonly Connection[],
    subject: string,
    drafts: readonly Draft[],
  ): Promise<void> {
    const { registry } = await this.app.runtime(this.env, this.state);
    for (const { reader, filter, ...connection } of connections.map(asRoom)) {
      if (!filter.rooms.includes(subject) || !mayDraft(registry, reader.grants, subject)) continue;
      const others = drafts.filter(({ userId }) => userId !== reader.person?.id);
      connection.tell({ kind: 'drafts', subject, drafts: others });
    }
  }

  /** One delivery at a time; what is poked meanwhile is looked at right after it. */
  private deliver(): Promise<void> {
    this.pokedMeanwhile = true;
    this.delivering ??= this.deliverAll();
    return this.delivering;
  }

  private async deliverAll(): Promise<void> {
    try {
      while (this.pokedMeanwhile) {
        this.pokedMeanwhile = false;
        const connections = this.connections();
        if (connections.length === 0) return;
        const [{ deliverSignals }, runtime] = await Promise.all([
          import('./deliver-signals.ts'),
          this.app.runtime(this.env, this.state),
        ]);
        if (await deliverSignals(runtime, connections)) this.pokedMeanwhile = true;
      }
    } catch (error) {
      // The next poke or the patrol tries again; readers keep their places.
      this.app.base(this.env, this.state).log.error('live feed failed', { error });
    } finally {
      // In the same turn in which the loop ends, so that no poke can fall between.
      this.delivering = undefined;
    }
  }

  private connections(): Connection[] {
    return this.state
      .getWebSockets()
      .map((socket) => new Connection(socket))
      .filter(({ ended }) => !ended);
  }

  private async patrol(): Promise<void> {
    const set = await this.state.storage.getAlarm();
    if (set === null) await this.state.storage.setAlarm(Date.now() + PATROL_MS);
  }

  private now(): number {
    return this.app.base(this.env, this.state).outside.now();
  }
}

interface DraftChange {
  subject: string;
  userId: string;
  name: string;
  text: string;
}

const asRoom = (connection: Connection) => ({
  reader: connection.reader,
  filter: connection.filter,
  tell: connection.tell.bind(connection),
});
