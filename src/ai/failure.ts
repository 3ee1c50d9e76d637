import { redact } from '../core/log.ts';
import type { ClaudeFailure } from './claude.ts';

type Sdk = Pick<typeof import('./sdk.ts'), 'APIConnectionTimeoutError' | 'APIError'>;

/**
 * Names what the SDK threw. Keeps Anthropic's sentence only where an admin needs it, and never the key.
 * @see https://platform.claude.com/docs/en/api/errors
 */
export function failureFrom(error: unknown, sdk: Sdk, key: string): ClaudeFailure {
  if (error instanceof sdk.APIConnectionTimeoutError) return { kind: 'unavailable', reason: 'timeout' };
  if (!(error instanceof sdk.APIError) || error.status === undefined) {
    return { kind: 'unavailable', reason: 'network' };
  }
  const { status } = error;
  if (status === 401) return { kind: 'key-rejected', reason: 'invalid' };
  if (status === 402) return { kind: 'key-rejected', reason: 'unpaid' };
  if (status === 403) return { kind: 'key-rejected', reason: 'forbidden' };
  if (status === 429 || status === 529) return { kind: 'overloaded', status };
  if (status >= 500 || status === 408 || status === 409) {
    return { kind: 'unavailable', reason: 'status', status };
  }
  const said = (error.apiMessage ?? '').replaceAll(key, '[key]');
  return { kind: 'rejected', status, problem: redact(said).slice(0, 300) };
}
