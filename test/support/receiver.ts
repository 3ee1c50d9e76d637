import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UNTIL_THE_CLIENT_CLOSES } from '../../scripts/local/keep-alive.ts';

/** A request as it arrived. */
export interface Received {
  method: string;
  path: string;
  headers: Record<string, string>;
  /** Exact bytes as text. */
  body: string;
  /** Unix milliseconds of the machine. */
  at: number;
}

/** How to answer: by default 200 at once. */
export interface Script {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
  /** Cut the connection instead of answering. */
  reset?: boolean;
  /** Send so many bytes, slowly, and never end by itself. */
  flood?: number;
}

/** A scripted webhook endpoint, which also answers DNS over HTTPS at `/dns-query` for names that it was told. */
export interface Receiver {
  url: string;
  requests: Received[];
  /** Bytes of bodies that really left. */
  sentBytes(): number;
  /** Answers for a path, in turn; the last one goes on. A number is a status. */
  script(path: string, ...answers: (Script | number)[]): void;
  /** What names lead to; null: the resolver fails. */
  names: Map<string, string[] | null>;
  /** The requests of one path. */
  to(path: string): Received[];
  clear(): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const requests: Received[] = [];
  const scripts = new Map<string, Script[]>();
  const names = new Map<string, string[] | null>();
  let sent = 0;

  const answer = (request: IncomingMessage, response: ServerResponse, path: string) => {
    const waiting = scripts.get(path) ?? [];
    const script = (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? {};
    if (script.reset) return request.socket.destroy();
    const answered = setTimeout(() => {
      response.writeHead(script.status ?? 200, script.headers ?? {});
      if (script.flood === undefined) return response.end(script.body ?? 'ok');
      flood(response, script.flood);
    }, script.delayMs ?? 0);
    // Nobody waits for an answer that is later than the test.
    answered.unref();
  };

  const flood = (response: ServerResponse, bytes: number) => {
    const chunk = Buffer.alloc(8_192, 'x');
    const next = () => {
      if (response.destroyed || sent >= bytes) return response.end();
      sent += chunk.length;
      response.write(chunk, () => setImmediate(next));
    };
    next();
  };

  const server = createServer(UNTIL_THE_CLIENT_CLOSES, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    if (url.pathname === '/dns-query') return resolve(names, url, response);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({
        method: request.method ?? '',
        path: url.pathname,
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString('utf8'),
        at: Date.now(),
      });
      answer(request, response, url.pathname);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    names,
    sentBytes: () => sent,
    script: (path, ...answers) =>
      void scripts.set(
        path,
        answers.map((one) => (typeof one === 'number' ? { status: one } : one)),
      ),
    to: (path) => requests.filter((request) => request.path === path),
    clear: () => {
      requests.length = 0;
      scripts.clear();
      names.clear();
      sent = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function resolve(names: Map<string, string[] | null>, url: URL, response: ServerResponse): void {
  const name = url.searchParams.get('name') ?? '';
  const wanted = url.searchParams.get('type') === 'AAAA' ? 28 : 1;
  const found = names.get(name);
  if (found === null) {
    response.writeHead(503).end();
    return;
  }
  const answers = (found ?? []).map((data) => ({ name, type: data.includes(':') ? 28 : 1, TTL: 60, data }));
  response.writeHead(200, { 'content-type': 'application/dns-json' });
  response.end(
    JSON.stringify({ Status: found ? 0 : 3, Answer: answers.filter(({ type }) => type === wanted) }),
  );
}
