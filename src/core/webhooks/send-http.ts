import { VERSION } from '../../discord/rest.ts';
import { describeError, redact } from '../log.ts';
import type { Outside } from '../outside.ts';
import { type Attempt, type Delivery, keptHeaders } from './attempt.ts';
import type { Outcome } from './retry-schedule.ts';
import { messageId, signBody } from './sign.ts';

/** A receiver that needs longer should answer first and work afterwards. */
const TIMEOUT_MS = 15_000;
/** Of an answer we read so much and hang up; of that the log keeps the first part. */
const MOST_READ_BYTES = 16 * 1024;
const MOST_KEPT_BYTES = 2 * 1024;
const THROTTLES = new Set([429, 502, 503, 504]);

/** The body as it is sent and signed: the same bytes at each try. */
export function httpBody(delivery: Delivery): string {
  const { eventType: type, occurredAt, body: data } = delivery;
  return JSON.stringify({ type, timestamp: (occurredAt ?? delivery.createdAt).toISOString(), data });
}

/**
 * Posts one delivery once. Never follows a redirect, reads at most 16 KB, gives up after 15 s. At-least-once together
 * with its retries: `webhook-id` stays the same, so a receiver can drop what it knows. The address has to be checked
 * before (see check-address.ts).
 */
export async function sendHttp(
  outside: Pick<Outside, 'fetch' | 'now'>,
  delivery: Delivery,
  destination: { url: string; secrets: readonly string[] },
): Promise<Attempt> {
  // Taken out of the object: workerd's fetch refuses to be called as somebody's method.
  const { fetch: doFetch, now } = outside;
  const at = new Date(now());
  const body = httpBody(delivery);
  const signed = await signBody(destination.secrets, { id: messageId(delivery.id), timestamp: at, body });
  const headers = { 'content-type': 'application/json', 'user-agent': `Guildhall/${VERSION}`, ...signed };
  const startedAt = performance.now();
  const finish = (outcome: Outcome, answer: Partial<Attempt> = {}): Attempt => ({
    at,
    durationMs: Math.round(performance.now() - startedAt),
    outcome,
    target: shownUrl(destination.url),
    requestHeaders: { ...headers, 'webhook-signature': maskedSignature(signed['webhook-signature']) },
    ...answer,
  });
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await doFetch(destination.url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal,
    });
    const answer = {
      status: response.status,
      responseHeaders: keptHeaders(response.headers),
      // Whoever says 200 has taken it, even if the rest of the answer never comes.
      responseBody: await readStart(response).catch(() => ''),
    };
    return finish(judge(response, now()), answer);
  } catch (error) {
    return finish({ kind: 'failed', error: failureWords(error), timedOut: isTimeout(error) });
  }
}

function judge(response: Response, now: number): Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 410) {
    return { kind: 'gone', reason: 'gone', error: 'The endpoint answered 410: it wants nothing any more.' };
  }
  const asked = THROTTLES.has(status) ? readRetryAfter(response.headers.get('retry-after'), now) : undefined;
  if (status === 429 && asked !== undefined) {
    return { kind: 'wait', error: 'The endpoint asked us to slow down (429).', retryAfterMs: asked };
  }
  const redirect = status >= 300 && status < 400;
  const error = redirect
    ? `The endpoint answered ${status}: redirects are not followed. Give the address that it leads to.`
    : `The endpoint answered ${status}.`;
  return { kind: 'failed', error, retryAfterMs: asked };
}

/** Milliseconds from seconds or an HTTP date. @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < MOST_READ_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.byteLength;
  }
  await reader.cancel().catch(() => {});
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  // Postgres takes no NUL, and a cut may fall into the middle of a character.
  const text = new TextDecoder().decode(whole.slice(0, MOST_KEPT_BYTES)).replaceAll('\0', '');
  return redact(text.toWellFormed());
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

function failureWords(error: unknown): string {
  if (isTimeout(error)) return `The endpoint gave no answer within ${TIMEOUT_MS / 1_000} seconds.`;
  const { message } = describeError(error);
  return redact(`The endpoint could not be reached: ${String(message)}`).slice(0, 500);
}

/** Host and path; what is secret in an address usually stands in its query, or in a long path. */
export function shownUrl(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return '(not an address)';
  const path = parsed.pathname.length > 40 ? `${parsed.pathname.slice(0, 24)}…` : parsed.pathname;
  return redact(`${parsed.origin}${path}${parsed.search ? '?…' : ''}`);
}

const maskedSignature = (signatures: string): string =>
  signatures
    .split(' ')
    .map((one) => `${one.slice(0, 7)}…`)
    .join(' ');
