import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UNTIL_THE_CLIENT_CLOSES } from '../keep-alive.ts';
import { answerApi } from './answer-api.ts';
import { demoLife } from './demo-life.ts';
import { Fleet, type PanelEvent } from './fleet.ts';
import { answerPage } from './page.ts';
import { sendJson } from './send.ts';
import { isSigned } from './verify-signature.ts';

/**
 * How it answers from now on: as it should; with a 500; much too late; with another shape, somebody else's servers,
 * another server, more than anybody reads, or a redirect; or it takes actions and never does them.
 */
export const PANEL_MOODS = [
  'well',
  'error',
  'slow',
  'wrong-shape',
  'not-json',
  'others',
  'huge',
  'redirect',
  'refuses',
  'never-does',
] as const;
export type PanelMood = (typeof PANEL_MOODS)[number];

export interface PanelCall {
  method: string;
  path: string;
  signed: boolean;
  guildId: string;
  body: string;
}

export interface LocalPanel {
  url: string;
  secret: string;
  fleet: Fleet;
  /** Every call of its API, in order. */
  calls: PanelCall[];
  mood(mood: PanelMood): void;
  /** Where events go; until it is told, they are kept to itself. */
  report(to: { url: string; apiKey: string }): void;
  /** Posts an event as the panel does. Gives the status of the answer. */
  post(event: PanelEvent): Promise<number>;
  /** Moves its clock and posts what has become of plans. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface LocalPanelOptions {
  /** 0 or absent for any free port. */
  port?: number;
  secret?: string;
  /** Whether time moves it on by itself, as in `npm start`; tests do it by `advance`. */
  runs?: boolean;
}

/** Works on this machine only, so it may stand in the docs. */
export const LOCAL_PANEL_SECRET = 'local-panel-secret-of-the-demo';
const TICK_MS = 1_000;
const LONGEST_BODY = 64 * 1024;
const LATE_MS = 30_000;

/**
 * Starts what stands in for a hosting panel on this machine: servers of some customers with a state machine behind the
 * API of docs/server-panel.md, and a page to look at them and flip their states.
 */
export async function startLocalPanel(options: LocalPanelOptions = {}): Promise<LocalPanel> {
  const secret = options.secret ?? LOCAL_PANEL_SECRET;
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const fleet = new Fleet(now);
  const calls: PanelCall[] = [];
  let mood: PanelMood = 'well';
  let target: { url: string; apiKey: string } | undefined;
  const late = new Set<NodeJS.Timeout>();

  const server = createServer(UNTIL_THE_CLIENT_CLOSES, (request, response) => {
    handle(request, response).catch((error: unknown) => sendJson(response, 500, { message: String(error) }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  const panel: LocalPanel = {
    url: `http://127.0.0.1:${port}`,
    secret,
    fleet,
    calls,
    mood: (next) => {
      mood = next;
    },
    report: (to) => {
      target = to;
    },
    async post(event) {
      if (!target) return 0;
      const response = await fetch(target.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${target.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(event),
      });
      await response.body?.cancel();
      return response.status;
    },
    async advance(ms) {
      ahead += ms;
      for (const event of fleet.moveOn()) await panel.post(event);
    },
    close: () =>
      new Promise((resolve) => {
        clearInterval(ticking);
        for (const timer of late) clearTimeout(timer);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const life = demoLife(fleet, now);
  const tick = () => {
    life();
    return panel.advance(0).catch((error: unknown) => console.error('The panel could not report:', error));
  };
  const ticking = options.runs ? setInterval(tick, TICK_MS) : undefined;
  return panel;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (path === '/' || path.startsWith('/flip') || path.startsWith('/mood')) {
      return answerPage({ panel, mood: () => mood }, { method, path, body }, response);
    }
    const signed = isSigned(secret, { method, path, headers: request.headers, body }, now());
    calls.push({ method, path, signed, guildId: String(request.headers['guildhall-guild']), body });
    if (!signed) return sendJson(response, 401, { message: 'The signature does not fit.' });
    if (mood === 'slow') {
      await new Promise<void>((resolve) => late.add(setTimeout(resolve, LATE_MS)));
    }
    answerApi({ fleet, mood, now: now() }, { method, path, body }, response);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_BODY) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
