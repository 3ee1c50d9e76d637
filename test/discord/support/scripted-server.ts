import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: Buffer;
  json: () => Record<string, unknown>;
  form: () => Promise<FormData>;
}

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: unknown;
  /** `drop` closes the connection instead of answering; `hang` never answers. */
  fault?: 'drop' | 'hang';
}

export interface ScriptedServer extends AsyncDisposable {
  /** Ends in /api, as DISCORD_API_URL does. */
  apiUrl: string;
  calls: RecordedCall[];
  /** Answers of the calls to come, in order; then 200 `{}`. */
  next: (...answers: ScriptedAnswer[]) => void;
}

/** A real HTTP server on a free port that gives the answers it was told to and records what it was asked. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const calls: RecordedCall[] = [];
  const answers: ScriptedAnswer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    calls.push({
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers,
      body,
      json: () => JSON.parse(body.toString()),
      form: () => new Response(body, { headers }).formData(),
    });
    const answer = answers.shift() ?? {};
    if (answer.fault === 'drop') return void request.socket.destroy();
    if (answer.fault === 'hang') return;
    const status = answer.status ?? 200;
    response.writeHead(status, { 'Content-Type': 'application/json', ...answer.headers });
    if (status === 204) return void response.end();
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api`,
    calls,
    next: (...more) => void answers.push(...more),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
