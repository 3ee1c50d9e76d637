import type { Outside } from '../../src/core/outside.ts';
import { failed, StepFailed } from './step.ts';

export const CLOUDFLARE_API = 'https://api.cloudflare.com/client/v4';

/** Cloudflare's refusal, in its own words. */
export class CloudflareError extends Error {
  readonly status: number;
  /** Cloudflare's number for the cause; 0 when the answer had none. */
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = 'CloudflareError';
    this.status = status;
    this.code = code;
  }
}

/** What says who calls and where to. */
export interface CloudflareAccess {
  token: string;
  apiUrl: string;
}

export interface Cloudflare extends CloudflareAccess {
  /**
   * One call, at most once; a read that failed by accident is tried three times.
   * @throws CloudflareError for a refusal, StepFailed when nothing answers.
   */
  request<T>(method: string, path: string, body?: unknown): Promise<T>;
}

const TIMEOUT_MS = 20_000;
const READ_ATTEMPTS = 3;

interface Envelope {
  success?: boolean;
  errors?: { code: number; message: string }[];
  result?: unknown;
}

export function createCloudflare(access: CloudflareAccess, outside: Outside): Cloudflare {
  const once = async (method: string, path: string, body: unknown) => {
    const response = await outside.fetch(`${access.apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${access.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const envelope: Envelope = await response.json().catch(() => ({}));
    if (response.ok && envelope.success !== false) return envelope.result;
    const [first] = envelope.errors ?? [];
    throw new CloudflareError(
      response.status,
      first?.code ?? 0,
      first?.message ?? `HTTP status ${response.status}`,
    );
  };
  return {
    ...access,
    async request<T>(method: string, path: string, body?: unknown): Promise<T> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return (await once(method, path, body)) as T;
        } catch (error) {
          const isRefusal = error instanceof CloudflareError && error.status < 500 && error.status !== 429;
          if (method !== 'GET' || isRefusal || attempt >= READ_ATTEMPTS) {
            if (error instanceof CloudflareError) throw error;
            throw failed(
              `Cloudflare's API does not answer (${method} ${path}).`,
              'Check this machine’s connection and https://www.cloudflarestatus.com, then run `npm run deploy` again.',
            );
          }
          await outside.sleep(1_000 * attempt);
        }
      }
    },
  };
}

/** Cloudflare's codes for a token that is missing, wrong, or not allowed to do this. */
const ACCESS_CODES = [10000, 9109, 9106, 6003, 6111, 10001];

export const isRefusedAccess = (error: unknown): error is CloudflareError =>
  error instanceof CloudflareError &&
  (error.status === 401 || error.status === 403) &&
  (ACCESS_CODES.includes(error.code) || error.code === 0);

/** The refusal of a call as a step's failure; what is no refusal stays what it is. */
export function explain(error: unknown, doing: string, permission: string): unknown {
  if (!(error instanceof CloudflareError) || error instanceof StepFailed) return error;
  return failed(
    `Cloudflare refused ${doing}: ${error.message} (code ${error.code}).`,
    isRefusedAccess(error)
      ? `Give the API token the permission "${permission}" at https://dash.cloudflare.com/profile/api-tokens, then run \`npm run deploy\` again.`
      : 'If the cause is not clear, look at https://www.cloudflarestatus.com. Then run `npm run deploy` again; it goes on from here.',
  );
}
