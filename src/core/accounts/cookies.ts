import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type CookieOptions, parse } from 'hono/utils/cookie';

/**
 * All cookies are `__Host-`: of this host alone, never sent over plain http. Browsers take them from http on this
 * machine too (tried in Chromium on 127.0.0.1 and localhost; Safari does not).
 */
const PREFIX = 'host';
const base: CookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', prefix: PREFIX };

/** Names without the prefix. */
export type CookieName = 'guildhall' | 'guildhall-sign-in' | 'guildhall-flash' | 'guildhall-theme';

export const readCookie = (c: Context, name: CookieName): string | undefined => getCookie(c, name, PREFIX);

/** The same of a request that no router has in hand. */
export function readRequestCookie(request: Request, name: CookieName): string | undefined {
  const full = `__Host-${name}`;
  return parse(request.headers.get('cookie') ?? '', full)[full];
}

/** `maxAge` in seconds. */
export function writeCookie(c: Context, name: CookieName, value: string, maxAge: number): void {
  setCookie(c, name, value, { ...base, maxAge });
}

export function dropCookie(c: Context, name: CookieName): void {
  deleteCookie(c, name, base);
}
