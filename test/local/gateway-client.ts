import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { LocalDiscord } from '../../scripts/local/discord/server.ts';
import type { Json } from './discord/harness.ts';

export interface Frame {
  op: number;
  t: string | null;
  s: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: events of all shapes; tests assert on each.
  d: any;
}

/** Real milliseconds before a frame or a close that does not come fails the test. */
const PATIENCE_MS = 8000;

/** A WebSocket client that knows nothing of the protocol but JSON: tests send and expect frames one by one. */
export class BareClient {
  readonly frames: Frame[] = [];
  /** Resolves to the close code and reason; 1006 without a close frame. */
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly socket: WebSocket;
  private taken = 0;
  private wake = () => {};

  private constructor(socket: WebSocket, decompress: Duplex | undefined) {
    this.socket = socket;
    if (decompress) {
      socket.on('message', (data) => decompress.write(data));
      let pieces: Buffer[] = [];
      // A large frame comes out in several pieces: it is whole as soon as it is JSON.
      decompress.on('data', (piece: Buffer) => {
        pieces.push(piece);
        const text = Buffer.concat(pieces).toString();
        if (!isJson(text)) return;
        pieces = [];
        this.hear(text);
      });
    } else socket.on('message', (data) => this.hear(data.toString()));
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.wake();
      });
    });
  }

  /** Resolves when the socket is open; rejects with the HTTP status when the upgrade is refused. */
  static async open(
    discord: LocalDiscord,
    options: { path?: string; query?: string; decompress?: Duplex } = {},
  ): Promise<BareClient> {
    const { path = '/', query = 'v=10&encoding=json', decompress } = options;
    const socket = new WebSocket(`${discord.gatewayUrl}${path}?${query}`);
    const client = new BareClient(socket, decompress);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    socket.on('error', () => {});
    return client;
  }

  private hear(text: string): void {
    this.frames.push(JSON.parse(text));
    this.wake();
  }

  /** The next frame, in order, that is of this opcode or event; others before it are passed over. */
  async next(wanted: number | string): Promise<Frame> {
    const fits = (frame: Frame) => (typeof wanted === 'number' ? frame.op === wanted : frame.t === wanted);
    const late = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      while (this.taken < this.frames.length) {
        const frame = this.frames[this.taken];
        this.taken += 1;
        if (frame && fits(frame)) return frame;
      }
      const isOver = late.aborted || this.socket.readyState === WebSocket.CLOSED;
      const seen = this.frames.map(({ op, t }) => t ?? op).join(', ');
      assert.ok(!isOver, `no ${wanted} came; there were ${seen}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        late.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  /** Everything dispatched so far, in order, once the gateway has answered a heartbeat sent now. */
  async dispatched(): Promise<Frame[]> {
    this.taken = this.frames.length;
    this.send(1, this.seq);
    await this.next(11);
    return this.frames.filter((frame) => frame.op === 0);
  }

  /** The latest sequence number, as a client would keep it. */
  get seq(): number | null {
    return this.frames.findLast((frame) => frame.s !== null)?.s ?? null;
  }

  send(op: number, d: unknown): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  raw(data: string | Buffer): void {
    this.socket.send(data);
  }

  async close(code = 1000): Promise<void> {
    this.socket.close(code);
    await this.closed;
  }

  /** Breaks the connection as a crash does. */
  async vanish(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const INTENTS = {
  guilds: 1,
  members: 1 << 1,
  presences: 1 << 8,
  guildMessages: 1 << 9,
  guildReactions: 1 << 10,
  guildTyping: 1 << 11,
  directMessages: 1 << 12,
  directReactions: 1 << 13,
  directTyping: 1 << 14,
  content: 1 << 15,
} as const;

/** All that the demo application may have: everything but presences. */
export const ALLOWED = Object.values(INTENTS).reduce((sum, bit) => sum | bit, 0) & ~INTENTS.presences;

export function identifyData(discord: LocalDiscord, more: Json | Record<string, unknown> = {}): unknown {
  return {
    token: discord.state.data.botToken,
    intents: ALLOWED,
    properties: { os: 'linux', browser: 'test', device: 'test' },
    ...more,
  };
}

/** Connects and identifies; answers the client after READY and the READY frame. */
export async function logIn(
  discord: LocalDiscord,
  more: Record<string, unknown> = {},
  options: Parameters<typeof BareClient.open>[1] = {},
): Promise<{ client: BareClient; ready: Frame }> {
  const client = await BareClient.open(discord, options);
  await client.next(10);
  client.send(2, identifyData(discord, more));
  return { client, ready: await client.next('READY') };
}
