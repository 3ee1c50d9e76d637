import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { answerFor } from './claude/answer.ts';
import { type FencedMessage, readConversation } from './claude/read-conversation.ts';
import { type MessagesRequest, RequestError, readRequest } from './claude/request.ts';
import { createUsageCounter, tokensOf } from './claude/usage.ts';
import { UNTIL_THE_CLIENT_CLOSES } from './keep-alive.ts';

/** What shall happen to the next request, instead of the stand-in's own answer. */
export interface ClaudeScript {
  /** An error status (429, 529, 500 …) with Anthropic's body for it; 200 unless told. */
  status?: number;
  /** The whole body, as it is. */
  body?: unknown;
  /** The text that the model answers. */
  text?: string;
  /** The value that the model answers, as JSON. */
  json?: unknown;
  /** `end_turn` unless told; e.g. `refusal`, `max_tokens`. */
  stopReason?: string;
  usage?: Partial<
    Record<
      'input_tokens' | 'output_tokens' | 'cache_read_input_tokens' | 'cache_creation_input_tokens',
      number
    >
  >;
  headers?: Record<string, string>;
  /** Real milliseconds before anything else. */
  delayMs?: number;
  /** Closes the connection without an answer. */
  drop?: boolean;
  /** How often it applies; 1 unless told, 0 = until reset. */
  times?: number;
  /** Only for requests whose body holds this text, so that tests can share one stand-in. */
  match?: string;
}

export interface ClaudeCall {
  at: string;
  /** Without the key. */
  headers: Record<string, string>;
  authorized: boolean;
  /** The very body, as sent. */
  body: Record<string, unknown>;
  /** The fenced conversation in it, oldest first. */
  conversation: FencedMessage[];
  images: MessagesRequest['images'];
  /** What it was answered with; 0 when the connection was dropped. */
  status: number;
}

export interface LocalClaude {
  /** For `ANTHROPIC_BASE_URL`. */
  url: string;
  /** One of the keys that it takes: all that begin with `sk-ant-local-`. */
  apiKey: string;
  calls: ClaudeCall[];
  script(next: ClaudeScript): void;
  /** Forgets scripts and calls. */
  reset(): void;
  close(): Promise<void>;
}

export interface LocalClaudeOptions {
  /** 0 or absent for any free port. */
  port?: number;
  /** Unix milliseconds. */
  now?: () => number;
}

const KEY_PREFIX = 'sk-ant-local-';
const BODY_MAX = 32 * 1024 * 1024;
const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/**
 * Starts what stands in for Anthropic's API on this machine. It checks requests as the API does and answers by keyword
 * rules; every answer's `model` ends in `-local-stand-in`, so nobody takes it for Claude. Scripted over `/_control`.
 */
export async function startLocalClaude({
  port = 0,
  now = Date.now,
}: LocalClaudeOptions = {}): Promise<LocalClaude> {
  const apiKey = `${KEY_PREFIX}${randomUUID()}`;
  const calls: ClaudeCall[] = [];
  let scripts: { script: ClaudeScript; left: number }[] = [];
  const countUsage = createUsageCounter(now);

  const claude: Omit<LocalClaude, 'url' | 'close'> = {
    apiKey,
    calls,
    script: (next) => {
      scripts.push({ script: next, left: next.times === 0 ? Infinity : (next.times ?? 1) });
    },
    reset: () => {
      scripts = [];
      calls.length = 0;
    },
  };

  const server = createServer(UNTIL_THE_CLIENT_CLOSES, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, failure(500, String(error)));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    ...claude,
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const raw = await readBody(request);
    if (path === '/v1/messages' && request.method === 'POST') {
      await messages(request, raw, response);
    } else if (path.startsWith('/_control/')) {
      send(response, control(request.method ?? '', path, raw ?? ''));
    } else if (path === '/') {
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.end('The local stand-in for Claude: keyword rules behind /v1/messages. It is not a model.\n');
    } else send(response, failure(404, 'Not found'));
  }

  async function messages(
    request: IncomingMessage,
    raw: string | undefined,
    response: ServerResponse,
  ): Promise<void> {
    const key =
      request.headers.authorization?.replace(/^Bearer /, '') || String(request.headers['x-api-key'] ?? '');
    const call: ClaudeCall = {
      at: new Date(now()).toISOString(),
      headers: withoutKey(request),
      authorized: key.startsWith(KEY_PREFIX),
      body: parsed(raw),
      conversation: [],
      images: [],
      status: 0,
    };
    calls.push(call);
    const answer = await answerTo(call, raw);
    if (answer === 'drop') {
      response.destroy();
      return;
    }
    call.status = answer.status;
    response.setHeader('request-id', `req_local_${randomUUID().replaceAll('-', '')}`);
    send(response, answer);
  }

  async function answerTo(call: ClaudeCall, raw: string | undefined): Promise<Answer | 'drop'> {
    if (raw === undefined) return failure(413, 'Request exceeds the maximum size');
    if (!call.authorized) return failure(401, 'invalid x-api-key');
    if (!call.headers['anthropic-version']) return failure(400, 'anthropic-version: header is required');
    try {
      const asked = readRequest(call.body);
      call.images = asked.images;
      call.conversation = readConversation(asked.texts[0] ?? '');
      const script = takeScript(raw);
      if (script?.delayMs) await wait(script.delayMs, undefined, { ref: false });
      if (script?.drop) return 'drop';
      const answer = answerOf(asked, script ?? {});
      return { ...answer, headers: script?.headers };
    } catch (error) {
      if (error instanceof RequestError) return failure(error.status, error.message, error.type);
      throw error;
    }
  }

  function answerOf(asked: MessagesRequest, script: ClaudeScript): Answer {
    const status = script.status ?? 200;
    if (script.body !== undefined) return { status, body: script.body };
    if (status !== 200) return failure(status, 'Scripted failure');
    const whole = script.text ?? (script.json === undefined ? answerFor(asked) : JSON.stringify(script.json));
    const isTooLong = tokensOf(whole) > asked.max_tokens;
    const text = isTooLong ? whole.slice(0, asked.max_tokens * 4) : whole;
    const stopReason = script.stopReason ?? (isTooLong ? 'max_tokens' : 'end_turn');
    const body = {
      id: `msg_local_${randomUUID().replaceAll('-', '')}`,
      type: 'message',
      role: 'assistant',
      model: `${asked.model}-local-stand-in`,
      // The real ones think before they answer, so the text is not the first block.
      content: [
        { type: 'thinking', thinking: '', signature: 'local' },
        { type: 'text', text, citations: null },
      ],
      stop_reason: stopReason,
      stop_sequence: null,
      stop_details: stopReason === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null,
      container: null,
      usage: { ...countUsage(asked, text), ...script.usage },
    };
    return { status, body };
  }

  function takeScript(raw: string): ClaudeScript | undefined {
    const found = scripts.find(({ script }) => script.match === undefined || raw.includes(script.match));
    if (found) found.left -= 1;
    scripts = scripts.filter(({ left }) => left > 0);
    return found?.script;
  }

  function control(method: string, path: string, body: string): Answer {
    switch (`${method} ${path}`) {
      case 'GET /_control/calls':
        return { status: 200, body: calls };
      case 'DELETE /_control/calls':
        calls.length = 0;
        return { status: 200, body: {} };
      case 'POST /_control/script':
        claude.script(JSON.parse(body));
        return { status: 200, body: {} };
      case 'DELETE /_control/script':
        scripts = [];
        return { status: 200, body: {} };
      default:
        return failure(404, 'Not found');
    }
  }
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string> | undefined;
}

/** Undefined when it is larger than the API takes. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= BODY_MAX) chunks.push(chunk as Buffer);
  }
  return size > BODY_MAX ? undefined : Buffer.concat(chunks).toString();
}

function withoutKey(request: IncomingMessage): Record<string, string> {
  const { authorization: _, 'x-api-key': __, ...headers } = request.headers;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function parsed(raw: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(raw ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function failure(status: number, message: string, type = ERROR_TYPES[status] ?? 'api_error'): Answer {
  return { status, body: { type: 'error', error: { type, message }, request_id: null } };
}
