import type { Context } from 'hono';
import { type AccountsContext, openAccounts } from '../accounts/accounts-context.ts';
import { readCookie, writeCookie } from '../accounts/cookies.ts';
import { SESSION_MS } from '../accounts/create-session.ts';
import { findSession, type Session } from '../accounts/session.ts';
import { InputError, TooLargeError, UnauthenticatedError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { type FormValues, formValues } from './form-values.ts';
import type { Theme } from './layout.tsx';
import { requireCsrf, requireSameOrigin } from './security.ts';

/** One request to the dashboard. */
export interface Site {
  c: Context;
  runtime: Runtime;
  requestId: string;
  /** Where the dashboard lives, e.g. `https://guildhall.example.org`. */
  origin: string;
  /** Its queries of the same moment go to the database together. */
  accounts(): AccountsContext;
  /** Whether the browser brings a session's token, be it good or not. */
  bringsToken: boolean;
  /** The session of the browser, if there is one. One query at most. */
  session(): Promise<Session | undefined>;
  /** Throws UnauthenticatedError without a session. */
  requireSession(): Promise<Session>;
  /**
   * What a form sent, after the checks that it came from here: origin, and the session's token. `mostBytes` of its body
   * where it may bring files.
   */
  form(mostBytes?: number): Promise<FormValues>;
  theme: Theme;
}

/** Forms without files are small. */
const MAX_FORM_BYTES = 256 * 1024;
const MEGABYTE = 1024 * 1024;

export function openSite(c: Context, runtime: Runtime, requestId: string): Site {
  const origin = new URL(runtime.config.publicUrl ?? c.req.url).origin;
  let accounts: AccountsContext | undefined;
  let session: Promise<Session | undefined> | undefined;
  let form: Promise<FormValues> | undefined;
  const theme = readCookie(c, 'guildhall-theme');
  const site: Site = {
    c,
    runtime,
    requestId,
    origin,
    bringsToken: readCookie(c, 'guildhall') !== undefined,
    accounts: () => {
      accounts ??= openAccounts(runtime, { gathered: true });
      return accounts;
    },
    session: () => {
      session ??= load();
      return session;
    },
    requireSession: async () => {
      const found = await site.session();
      if (!found) throw new UnauthenticatedError('Sign in with Discord to see this page.');
      return found;
    },
    form: (mostBytes = MAX_FORM_BYTES) => {
      form ??= readForm(mostBytes);
      return form;
    },
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  };
  return site;

  async function load(): Promise<Session | undefined> {
    const token = readCookie(c, 'guildhall');
    if (!token) return undefined;
    const found = await findSession(site.accounts(), token);
    if (found?.prolonged) writeCookie(c, 'guildhall', token, SESSION_MS / 1000);
    return found;
  }

  async function readForm(mostBytes: number): Promise<FormValues> {
    requireSameOrigin(c, origin);
    const { csrf } = await site.requireSession();
    if (Number(c.req.header('content-length') ?? 0) > mostBytes) {
      const most = mostBytes < MEGABYTE ? `${mostBytes / 1024} KB` : `${Math.floor(mostBytes / MEGABYTE)} MB`;
      throw new TooLargeError(`What is sent at once may have ${most} at most, files included.`);
    }
    const data = await c.req.formData().catch(() => {
      throw new InputError('This is not a form.');
    });
    const values = formValues(data);
    requireCsrf(values.text('csrf'), csrf);
    return values;
  }
}
