import type { Context, Hono } from 'hono';
import { dropCookie, readCookie, writeCookie } from '../accounts/cookies.ts';
import { SESSION_MS } from '../accounts/create-session.ts';
import { endAllSessions, endSession } from '../accounts/session.ts';
import { beginSignIn, completeSignIn, SIGN_IN_MS } from '../accounts/sign-in.ts';
import { goTo } from './render.tsx';
import type { Site } from './site.ts';

/** Signing in and out. */
export function authRoutes(app: Hono, open: (c: Context) => Site): void {
  app.get('/auth/discord', async (c) => {
    const site = open(c);
    const url = new URL(c.req.url);
    // The cookie has to be set where Discord sends people back to.
    if (url.origin !== site.origin) return c.redirect(`${site.origin}${url.pathname}${url.search}`, 302);
    const begun = await beginSignIn(site.accounts(), {
      origin: site.origin,
      returnTo: c.req.query('return') ?? '/',
    });
    writeCookie(c, 'guildhall-sign-in', begun.cookie, SIGN_IN_MS / 1000);
    return c.redirect(begun.url, 302);
  });

  app.get('/auth/discord/callback', async (c) => {
    const site = open(c);
    const cookie = readCookie(c, 'guildhall-sign-in');
    dropCookie(c, 'guildhall-sign-in');
    const result = await completeSignIn(site.accounts(), {
      state: c.req.query('state'),
      code: c.req.query('code'),
      error: c.req.query('error'),
      cookie,
      origin: site.origin,
    });
    if (result.kind === 'denied') return goTo(site, '/', 'You cancelled the sign-in. Nothing was shared.');
    // The browser's session of before would live on unseen.
    const before = await site.session();
    if (before) await endSession(site.accounts(), before);
    writeCookie(c, 'guildhall', result.token, SESSION_MS / 1000);
    return c.redirect(result.returnTo, 303);
  });

  app.post('/auth/sign-out', async (c) => {
    const site = open(c);
    await site.form();
    await endSession(site.accounts(), await site.requireSession());
    dropCookie(c, 'guildhall');
    return goTo(site, '/', 'You are signed out.');
  });

  app.post('/auth/sign-out-everywhere', async (c) => {
    const site = open(c);
    await site.form();
    const ended = await endAllSessions(site.accounts(), await site.requireSession());
    dropCookie(c, 'guildhall');
    const many = ended === 1 ? 'one browser' : `${ended} browsers`;
    return goTo(site, '/', `You are signed out of ${many}.`);
  });
}
