import { type Context, Hono } from 'hono';
import { botInviteUrl, discordNeeds } from '../access/discord-needs.ts';
import { authorizePage } from '../accounts/authorization.ts';
import { writeCookie } from '../accounts/cookies.ts';
import { guildsOf, listSessions } from '../accounts/session.ts';
import { NotFoundError, UnauthenticatedError } from '../errors.ts';
import { problemFrom } from '../http/problem.ts';
import type { Runtime } from '../runtime.ts';
import { assetResponse } from './assets.ts';
import { authRoutes } from './auth-routes.ts';
import { collectPages, type Pages } from './collect-pages.ts';
import { guildRoutes } from './guild-routes.tsx';
import type { Shell } from './layout.tsx';
import { openRoutes } from './open-routes.ts';
import { AccountPage } from './pages/account-page.tsx';
import { HomePage } from './pages/home-page.tsx';
import { LandingPage } from './pages/landing-page.tsx';
import { ProblemPage } from './pages/problem-page.tsx';
import { goTo, render } from './render.tsx';
import { secure } from './security.ts';
import { openSite, type Site } from './site.ts';

const YEAR_S = 365 * 24 * 60 * 60;

let pages: Promise<Pages> | undefined;

/** Answers everything that people open in a browser: sign-in, the list of servers, the pages of a server. */
export async function handleWeb(request: Request, runtime: Runtime, requestId: string): Promise<Response> {
  const sites = new WeakMap<Request, Site>();
  const open = (c: Context): Site => {
    const site = sites.get(c.req.raw) ?? openSite(c, runtime, requestId);
    sites.set(c.req.raw, site);
    return site;
  };
  const app = new Hono();
  app.onError((error, c) => problemPage(open(c), error));
  app.notFound((c) => problemPage(open(c), new NotFoundError('There is no page at this address.')));
  app.get('/assets/:file', async (c) => {
    const found = await assetResponse(c.req.path);
    if (!found) throw new NotFoundError('There is no such file (any more). Reload the page.');
    return found;
  });
  app.get('/', (c) => home(open(c)));
  app.get('/account', (c) => account(open(c)));
  app.post('/account/theme', async (c) => {
    const site = open(c);
    const chosen = (await site.form()).text('theme') ?? '';
    writeCookie(c, 'guildhall-theme', ['light', 'dark'].includes(chosen) ? chosen : 'system', YEAR_S);
    return goTo(site, backTo(site) ?? '/');
  });
  authRoutes(app, open);
  const [, segment = ''] = new URL(request.url).pathname.split('/');
  const opened = runtime.registry.openPages.get(segment);
  if (opened) await openRoutes(app, open, opened);
  if (segment === 'guilds') {
    pages ??= collectPages(runtime.registry);
    guildRoutes(app, open, await pages);
  }
  const response = await app.fetch(request);
  const answer = new Response(response.body, response);
  secure(answer, (runtime.config.publicUrl ?? request.url).startsWith('https:'));
  answer.headers.set('x-request-id', requestId);
  return answer;
}

async function home(site: Site): Promise<Response> {
  const session = await site.session();
  if (!session) return render(site, { title: 'Welcome', body: <LandingPage /> });
  const guilds = await guildsOf(site.accounts(), session);
  const { registry, config } = site.runtime;
  const needs = discordNeeds(registry);
  const authorizeUrl = authorizePage(config.discord.apiUrl);
  const inviteUrl = (guildId: string) =>
    config.discord.applicationId
      ? botInviteUrl(needs, { applicationId: config.discord.applicationId, guildId, authorizeUrl })
      : undefined;
  return render(site, {
    title: 'Your servers',
    body: <HomePage guilds={guilds} inviteUrl={inviteUrl} />,
    shell: { userName: session.row.userName, csrf: session.csrf },
  });
}

async function account(site: Site): Promise<Response> {
  const session = await site.requireSession();
  const { row, csrf } = session;
  const sessions = await listSessions(site.accounts(), session);
  return render(site, {
    title: 'Your account',
    body: (
      <AccountPage
        userName={row.userName}
        userId={row.userId}
        csrf={csrf}
        here={row.id}
        sessions={sessions}
      />
    ),
    shell: { userName: row.userName, csrf },
  });
}

/** An error as a page. Whoever only has to sign in is sent to do that and comes back. */
async function problemPage(site: Site, error: unknown): Promise<Response> {
  const { c, runtime, requestId } = site;
  const url = new URL(c.req.url);
  const signIn = `/auth/discord?return=${encodeURIComponent(c.req.method === 'GET' ? url.pathname + url.search : '/')}`;
  const problem = problemFrom(error, requestId);
  if (problem.status >= 500) runtime.log.error('page failed', { requestId, route: c.req.path, error });
  const shell = c.get('shell' as never) as Shell | undefined;
  const title = problem.status === 404 ? 'Not found' : problem.title;
  const isSignedOut = error instanceof UnauthenticatedError;
  return render(site, {
    title,
    status: problem.status,
    shell,
    body: (
      <ProblemPage
        problem={problem}
        signIn={isSignedOut || problem.code === 'sign_in_failed' ? signIn : undefined}
        back={isSignedOut ? undefined : backTo(site)}
      />
    ),
  });
}

/** The page of this site that the browser came from. */
function backTo({ c, origin }: Site): string | undefined {
  const referer = c.req.header('referer');
  if (!referer || !URL.canParse(referer)) return undefined;
  const url = new URL(referer);
  const own = [origin, new URL(c.req.url).origin];
  return own.includes(url.origin) ? `${url.pathname}${url.search}` : undefined;
}
