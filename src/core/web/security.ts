import type { Context } from 'hono';
import { DeniedError } from '../errors.ts';

/** Only what this site serves itself: no inline script or style, nothing from elsewhere, no framing. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sets what every page says to the browser. `same-origin` referrers keep the Origin header on forms, which is checked. */
export function secure(response: Response, https: boolean): void {
  const { headers } = response;
  const set = (name: string, value: string) => {
    if (!headers.has(name)) headers.set(name, value);
  };
  set('content-security-policy', CONTENT_SECURITY_POLICY);
  set('cache-control', 'private, no-store');
  set('x-content-type-options', 'nosniff');
  set('x-frame-options', 'DENY');
  set('referrer-policy', 'same-origin');
  set('cross-origin-opener-policy', 'same-origin');
  set('cross-origin-resource-policy', 'same-origin');
  set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
  set('x-robots-tag', 'noindex');
  if (https) set('strict-transport-security', 'max-age=31536000; includeSubDomains');
}

/** Refuses a form that another site sent. Browsers say where a POST comes from; one that doesn't is refused. */
export function requireSameOrigin(c: Context, origin: string): void {
  const sent = c.req.header('origin');
  const own = [origin, new URL(c.req.url).origin];
  if (sent !== undefined && own.includes(sent)) return;
  throw new DeniedError('This form was sent from another site. Open the page here and try again.');
}

/** Refuses a form without the session's token. Takes the same time whatever is sent. */
export function requireCsrf(sent: string | undefined, expected: string): void {
  const given = sent ?? '';
  let different = given.length ^ expected.length;
  for (let at = 0; at < expected.length; at++) different |= given.charCodeAt(at) ^ expected.charCodeAt(at);
  if (different !== 0) {
    throw new DeniedError(
      'This form is too old: you signed in anew since it was opened. Open the page again.',
    );
  }
}
