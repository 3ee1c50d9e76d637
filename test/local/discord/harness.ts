import { createPublicKey, verify } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { demo } from '../../../scripts/local/discord/seed.ts';
import {
  type LocalDiscord,
  type LocalDiscordOptions,
  startLocalDiscord,
} from '../../../scripts/local/discord/server.ts';

export { demo };

export interface Answered {
  status: number;
  // Answers are Discord's JSON; tests look into them by path.
  body: Json;
  headers: Headers;
}

export interface Json {
  readonly [key: string]: Json | undefined;
}

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value : [];
}

export interface Harness extends LocalDiscord {
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  as(userId: string, method: string, path: string, body?: unknown): Promise<Answered>;
  advance(ms: number): void;
}

/** A demo Discord whose clock only moves when told to. */
export async function startHarness(options: LocalDiscordOptions = {}): Promise<Harness> {
  const started = Date.UTC(2026, 10, 20, 9);
  const discord = await startLocalDiscord({ seed: 'demo', now: () => started, ...options });
  const call = async (url: string, method: string, body: unknown, headers: Record<string, string>) => {
    const isForm = body instanceof FormData || body instanceof URLSearchParams;
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: isForm || body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  };
  return {
    ...discord,
    api: (method, path, body, headers = {}) =>
      call(`${discord.apiUrl}/v10${path}`, method, body, {
        authorization: `Bot ${discord.botToken}`,
        'user-agent': 'DiscordBot (https://guildhall.example, 1.0)',
        ...headers,
      }),
    as: (userId, method, path, body) =>
      call(`${discord.url}/_client${path}`, method, body, { 'x-user-id': userId }),
    advance: (ms) => void discord.control.clock({ advanceMs: ms }),
  };
}

export interface Endpoint {
  url: string;
  received: Json[];
  /** What the next interactions get: a body, a status, or a function of the payload. */
  answer: (payload: Json) => unknown;
  close(): Promise<void>;
}

function importKey(publicKey: string) {
  const raw = Buffer.from(publicKey, 'hex');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

/** A tiny application: verifies the signature, acknowledges PING, answers as told; without a key it trusts everybody; `undefined` is 202 without a body. */
export async function startEndpoint(publicKey: string | undefined): Promise<Endpoint> {
  const key = publicKey === undefined ? undefined : importKey(publicKey);
  const endpoint: Endpoint = { url: '', received: [], answer: () => undefined, close: async () => {} };
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString();
    const signature = Buffer.from(String(request.headers['x-signature-ed25519']), 'hex');
    const signed = Buffer.from(String(request.headers['x-signature-timestamp']) + raw);
    if (key && !verify(null, signed, key, signature)) return response.writeHead(401).end();
    const payload = JSON.parse(raw);
    const answer = payload.type === 1 ? { type: 1 } : await endpoint.answer(payload);
    if (payload.type !== 1) endpoint.received.push(payload);
    if (typeof answer === 'number') return response.writeHead(answer).end();
    if (answer === undefined) return response.writeHead(202).end();
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint.url = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}/`;
  endpoint.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return endpoint;
}

/** The codes in a 50035 tree as `path.to.field CODE`. */
export function errorCodes(tree: unknown, path: string[] = []): string[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    key === '_errors' && Array.isArray(value)
      ? value.map((error) => `${path.join('.')} ${error.code}`)
      : errorCodes(value, [...path, key]),
  );
}
