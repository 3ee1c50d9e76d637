import { sha256Hex, toHex } from '../../../core/hash.ts';

export interface SignedRequest {
  method: string;
  /** Path and query, as they stand in the request. */
  path: string;
  /** Unix seconds. */
  timestamp: number;
  body: string;
}

/**
 * The signature of a request to the panel: `v1=` and the hex HMAC-SHA256, under the shared secret, of the lines method,
 * path with query, timestamp and SHA-256 of the body. A panel refuses timestamps that are more than five minutes off;
 * docs/server-panel.md has the panel's side.
 */
export async function signRequest(
  secret: string,
  { method, path, timestamp, body }: SignedRequest,
): Promise<string> {
  const text = [method, path, String(timestamp), await sha256Hex(body)].join('\n');
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  return `v1=${toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text))))}`;
}
