import type { Context, Hono } from 'hono';
import { completeAuthorization, SIGN_IN_MS } from '../accounts/authorization.ts';
import { dropCookie, readCookie, writeCookie } from '../accounts/cookies.ts';
import { SESSION_MS } from '../accounts/create-session.ts';
import { endAllSessions, endSession } from '../accounts/session.ts';
import { beginSignIn, completeSignIn } from '../accounts/sign-in.ts';
import { SignInError } from '../accounts/sign-in-error.ts';
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
    const { flow, returnTo, data, tokens } = await completeAuthorization(site.accounts(), {
      state: c.req.query('state'),
      code: c.req.query('code'),
      error: c.req.query('error'),
      cookie,
      origin: site.origin,
    });
    if (flow) {
      if (!tokens) return goTo(site, returnTo, 'You cancelled at Discord. Nothing was shared.');
      const known = site.runtime.registry.authorizations.get(flow);
      if (!known) throw new SignInError('What this was for is not there any more. Nothing was kept.');
      const { to, flash } = await known.complete(site.runtime, { data, tokens, requestId: site.requestId });
      return goTo(site, to, flash);
    }
    if (!tokens) return goTo(site, '/', 'You cancelled the sign-in. Nothing was shared.');
    const token = await completeSignIn(site.accounts(), tokens);
    // The browser's session of before would live on unseen.
    const before = await site.session();
    if (before) await endSession(site.accounts(), before);
    writeCookie(c, 'guildhall', token, SESSION_MS / 1000);
    return c.redirect(returnTo, 303);
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
