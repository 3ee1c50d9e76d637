import { signedHeaders } from '../interactions/signing.ts';
import type { LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';

/** What an application answers; undefined when it did not in time, or cannot be reached. */
export type EventAnswer = { status: number; isEmpty: boolean } | undefined;

/** Posts a payload to the application's webhook events URL, signed; `forged` puts a false signature on it. */
export async function postPayload(
  { data, now }: Pick<LocalState, 'data'> & { now: number },
  url: string,
  payload: Dict,
  { limitMs, signal, forged = false }: { limitMs: number; signal?: AbortSignal; forged?: boolean },
): Promise<EventAnswer> {
  const body = JSON.stringify({ version: 1, application_id: data.application.id, ...payload });
  const headers = {
    ...signedHeaders(data.keys, body, now),
    'user-agent': 'Discord-Webhook/1.0 (+https://discord.com)',
    ...(forged ? { 'x-signature-ed25519': '0'.repeat(128) } : {}),
  };
  const timeout = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { status: response.status, isEmpty: (await response.arrayBuffer()).byteLength === 0 };
  } catch {
    return undefined;
  }
}

export const isAcknowledged = (answer: EventAnswer): boolean => answer?.status === 204 && answer.isEmpty;
