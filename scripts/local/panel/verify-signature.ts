import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Requests whose time is further off are refused, so that one that was overheard is soon worth nothing. */
const WINDOW_SECONDS = 300;

export interface ArrivedRequest {
  method: string;
  /** Path and query as they arrived. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Whether a request comes from whoever has the secret, now. This is the sample of docs/server-panel.md. */
export function isSigned(secret: string, request: ArrivedRequest, nowMs: number): boolean {
  const timestamp = Number(request.headers['guildhall-timestamp']);
  if (!Number.isInteger(timestamp) || Math.abs(nowMs / 1_000 - timestamp) > WINDOW_SECONDS) return false;
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  const text = [request.method, request.path, timestamp, bodyHash].join('\n');
  const expected = Buffer.from(`v1=${createHmac('sha256', secret).update(text).digest('hex')}`);
  const given = Buffer.from(String(request.headers['guildhall-signature']));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
