import type { DiscordErrorTree } from './errors.ts';
import {
  DiscordApiError,
  DiscordRateLimited,
  DiscordRefused,
  DiscordUnavailable,
  isUnknownEntity,
} from './errors.ts';
import { parseJson } from './parse-json.ts';
import type { CallKey, LimitAnswer, RateLimitState } from './rate-limits.ts';
import {
  afterFailure,
  afterResponse,
  countCall,
  createRateLimitState,
  delayFor,
  refusalFor,
} from './rate-limits.ts';
import { routeOf } from './route.ts';

export type DiscordMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface DiscordFile {
  name: string;
  data: Uint8Array | Blob;
  contentType?: string;
  /** Alt text, at most 1024 characters. */
  description?: string;
}

export interface DiscordRequestOptions {
  /** Bucket template, if the one derived from the path is not right. Holds no ids. */
  route?: string;
  /** Sent as JSON; URLSearchParams as a form; with `files` as `payload_json` of a multipart body. */
  body?: unknown;
  files?: readonly DiscordFile[];
  query?: Record<string, string | number | boolean | undefined>;
  /** Shown in the guild's audit log; cut at 512 characters. */
  reason?: string;
  /** `none` for webhook-token, interaction and OAuth2 routes, whose secret is in the path or body. */
  auth?: 'bot' | 'none' | { bearer: string };
  /** `critical` calls still go out when the invalid-request guard has stopped the others. */
  priority?: 'critical' | 'normal';
  /** All waiting for limits and retries together; beyond it `DiscordRateLimited`. Default 10 s. */
  maxWaitMs?: number;
  /** Attempts after the first. Default 3. */
  retries?: number;
  /** Set for a POST that Discord answers alike the second time, e.g. opening a DM. */
  idempotent?: boolean;
}

/** What happened to one attempt, for logs. Holds no ids and no tokens. */
export type DiscordLogEvent =
  | {
      event: 'answer';
      route: string;
      status: number;
      ms: number;
      attempt: number;
      scope: LimitAnswer['scope'];
    }
  | { event: 'failure'; route: string; ms: number; attempt: number }
  | { event: 'wait'; route: string; ms: number; attempt: number };

export interface DiscordRestOptions {
  /** Ends in `/api`; `/v10` is added. */
  apiUrl: string;
  token?: string;
  fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Shared by all clients of one isolate, so that they see each other's calls. */
  limits?: RateLimitState;
  log?: (event: DiscordLogEvent) => void;
  /** For one attempt. Default 10 s. */
  timeoutMs?: number;
  /** In [0, 1); for the jitter of the backoff. */
  random?: () => number;
}

export interface DiscordRest {
  /**
   * Calls Discord and returns its JSON, or undefined where it answers without a body (204).
   *
   * GET, PUT, PATCH and DELETE are repeated after a 5xx, a lost connection or a timeout; so is a POST whose
   * body carries `nonce` and `enforce_nonce`. Any other POST is at most once: if its outcome is unknown, it
   * throws `DiscordUnavailable` with `outcomeUnknown`. A 429 is always waited out, up to `maxWaitMs`.
   * @throws {DiscordApiError | DiscordUnavailable | DiscordRateLimited | DiscordRefused}
   */
  request<T>(method: DiscordMethod, path: string, options?: DiscordRequestOptions): Promise<T>;
}

/** Kept equal to package.json by a test. */
export const VERSION = '0.1.0';
export const USER_AGENT = `DiscordBot (https://github.com/guildhall/guildhall, ${VERSION})`;
const BACKOFF_BASE_MS = 500;
const BACKOFF_MAX_MS = 8_000;

/** @see https://docs.discord.com/developers/reference */
export function createDiscordRest(options: DiscordRestOptions): DiscordRest {
  // Taken out of the object: workerd's fetch refuses to be called as somebody's method.
  const { fetch: doFetch, now, sleep, timeoutMs = 10_000, random = Math.random } = options;
  const limits = options.limits ?? createRateLimitState();
  const log = options.log ?? (() => {});
  const base = `${options.apiUrl.replace(/\/+$/, '')}/v10`;

  return { request };

  async function request<T>(
    method: DiscordMethod,
    path: string,
    call: DiscordRequestOptions = {},
  ): Promise<T> {
    const auth = call.auth ?? 'bot';
    const derived = routeOf(method, path);
    const key: CallKey = {
      route: call.route === undefined ? derived.route : `${method} ${call.route}`,
      major: derived.major,
      countsGlobally: auth === 'bot',
    };
    if (auth === 'bot' && !options.token) throw new DiscordRefused(key.route, 'no-token', 0);

    const safeToRepeat = method !== 'POST' || call.idempotent === true || hasEnforcedNonce(call.body);
    const retries = call.retries ?? 3;
    let waitLeft = call.maxWaitMs ?? 10_000;
    let mayHaveHappened = false;

    const wait = async (ms: number, attempt: number): Promise<void> => {
      log({ event: 'wait', route: key.route, ms, attempt });
      waitLeft -= ms;
      await sleep(ms);
    };

    for (let attempt = 0; ; attempt += 1) {
      for (;;) {
        const refusal = refusalFor(
          limits,
          { usesBotToken: auth === 'bot', critical: call.priority === 'critical' },
          now(),
        );
        if (refusal) throw new DiscordRefused(key.route, refusal.reason, refusal.retryAfterMs);
        const ms = delayFor(limits, key, now());
        if (ms <= 0) break;
        if (ms > waitLeft) throw new DiscordRateLimited(key.route, ms);
        await wait(ms, attempt);
      }

      const startedAt = now();
      const counted = countCall(limits, key, startedAt);
      let response: Response;
      let text: string;
      try {
        response = await doFetch(`${base}${path}${queryString(call.query)}`, {
          method,
          headers: headersOf(auth, call),
          body: bodyOf(call),
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        });
        text = await response.text();
      } catch (cause) {
        afterFailure(limits, counted, now());
        log({ event: 'failure', route: key.route, ms: now() - startedAt, attempt });
        const failure = new DiscordUnavailable(key.route, {
          status: null,
          outcomeUnknown: !safeToRepeat,
          cause,
        });
        await backOffOrThrow(failure, attempt);
        continue;
      }

      const body = parseAnswer(text);
      const answer = limitAnswer(response, body);
      afterResponse(limits, counted, answer, now());
      const { status } = response;
      log({ event: 'answer', route: key.route, status, ms: now() - startedAt, attempt, scope: answer.scope });

      const ok = status >= 200 && status < 300;
      if (ok && (text === '' || body !== undefined)) {
        if (auth === 'bot') limits.tokenRejectedAt = null;
        return body as T;
      }
      if (status === 429) {
        if (attempt >= retries) {
          throw new DiscordRateLimited(key.route, Math.max(delayFor(limits, key, now()), 1));
        }
        continue; // the wait is at the top of the loop
      }
      // A success whose body is not JSON is a proxy's page, and as little worth as its failure.
      if (ok || status >= 500) {
        await backOffOrThrow(
          new DiscordUnavailable(key.route, { status, outcomeUnknown: !safeToRepeat }),
          attempt,
        );
        continue;
      }
      if (status === 401 && auth === 'bot') limits.tokenRejectedAt = now();
      const error = apiError(key.route, status, body);
      // The attempt before may have deleted it although its answer was lost.
      if (method === 'DELETE' && mayHaveHappened && isUnknownEntity(error)) return undefined as T;
      throw error;
    }

    async function backOffOrThrow(error: DiscordUnavailable, attempt: number): Promise<void> {
      mayHaveHappened = true;
      // Full jitter: clients that failed together do not come back together.
      const ms = Math.ceil(random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** attempt));
      if (!safeToRepeat || attempt >= retries || ms > waitLeft) throw error;
      await wait(ms, attempt);
    }
  }

  function headersOf(auth: 'bot' | 'none' | { bearer: string }, call: DiscordRequestOptions): Headers {
    const headers = new Headers({ 'User-Agent': USER_AGENT, Accept: 'application/json' });
    if (auth === 'bot') headers.set('Authorization', `Bot ${options.token}`);
    else if (auth !== 'none') headers.set('Authorization', `Bearer ${auth.bearer}`);
    if (call.reason) headers.set('X-Audit-Log-Reason', encodeReason(call.reason));
    // fetch itself names the type of forms and multipart bodies, with the boundary.
    if (call.body !== undefined && !call.files?.length && !(call.body instanceof URLSearchParams)) {
      headers.set('Content-Type', 'application/json');
    }
    return headers;
  }
}

function bodyOf(call: DiscordRequestOptions): BodyInit | null {
  if (call.files?.length) {
    const form = new FormData();
    form.set('payload_json', JSON.stringify(call.body ?? {}));
    for (const [index, file] of call.files.entries()) {
      const type = file.contentType ?? (file.data instanceof Blob ? file.data.type : '');
      form.set(`files[${index}]`, new Blob([file.data as BlobPart], { type }), file.name);
    }
    return form;
  }
  if (call.body === undefined) return null;
  return call.body instanceof URLSearchParams ? call.body : JSON.stringify(call.body);
}

function encodeReason(reason: string): string {
  return encodeURIComponent([...reason.toWellFormed()].slice(0, 512).join(''));
}

function queryString(query: DiscordRequestOptions['query']): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) params.set(name, String(value));
  }
  return params.size > 0 ? `?${params}` : '';
}

function hasEnforcedNonce(body: unknown): boolean {
  return isRecord(body) && body.enforce_nonce === true && body.nonce !== undefined && body.nonce !== '';
}

function limitAnswer(response: Response, body: unknown): LimitAnswer {
  const { headers, status } = response;
  const seconds = (name: string): number | null => {
    const value = headers.get(name);
    return value === null || value.trim() === '' || !Number.isFinite(Number(value)) ? null : Number(value);
  };
  const inBody = isRecord(body) && typeof body.retry_after === 'number' ? body.retry_after : null;
  return {
    status,
    bucket: headers.get('X-RateLimit-Bucket'),
    limit: seconds('X-RateLimit-Limit'),
    remaining: seconds('X-RateLimit-Remaining'),
    reset: seconds('X-RateLimit-Reset'),
    resetAfter: seconds('X-RateLimit-Reset-After'),
    retryAfter: inBody ?? seconds('Retry-After'),
    scope: status === 429 ? scopeOf(headers, body) : null,
  };
}

function scopeOf(headers: Headers, body: unknown): LimitAnswer['scope'] {
  const told = headers.get('X-RateLimit-Scope');
  if (told === 'shared') return 'shared';
  if (told === 'global' || headers.get('X-RateLimit-Global') || (isRecord(body) && body.global === true)) {
    return 'global';
  }
  return told === 'user' || isRecord(body) ? 'user' : 'cloudflare';
}

function apiError(route: string, status: number, body: unknown): DiscordApiError {
  const answer = isRecord(body) ? body : {};
  const oauthError = typeof answer.error === 'string' ? answer.error : null;
  const told = [answer.message, answer.error_description, oauthError].find(
    (text) => typeof text === 'string',
  );
  return new DiscordApiError({
    route,
    status,
    code: typeof answer.code === 'number' ? answer.code : 0,
    message: told === undefined ? `HTTP ${status}` : String(told),
    errors: isRecord(answer.errors) ? (answer.errors as DiscordErrorTree) : null,
    oauthError,
  });
}

function parseAnswer(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
