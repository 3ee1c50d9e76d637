import type { Context, Hono } from 'hono';
import { DiscordError } from '../../discord/errors.ts';
import { getGuild } from '../../discord/guilds.ts';
import { isSnowflake } from '../../discord/snowflake.ts';
import { authorizePage, beginAuthorization, SIGN_IN_MS } from '../accounts/authorization.ts';
import { writeCookie } from '../accounts/cookies.ts';
import type { Session } from '../accounts/session.ts';
import { type ActionContext, createContext } from '../context.ts';
import { InputError, NotFoundError, TooLargeError } from '../errors.ts';
import type { Feature } from '../feature.ts';
import { type FormValues, formValues } from './form-values.ts';
import type { OpenAnswer, OpenRequest, OpenRoute } from './open-page.ts';
import { goTo, render } from './render.tsx';
import { CONTENT_SECURITY_POLICY, requireSameOrigin } from './security.ts';
import type { Site } from './site.ts';

/** What visitors send are a few hidden values. */
const MAX_FORM_BYTES = 16 * 1024;

/** Mounts a feature's open pages. Throws on a path that is not below its segment and a server. */
export async function openRoutes(app: Hono, open: (c: Context) => Site, feature: Feature): Promise<void> {
  const { segment = '', routes } = feature.openPages ?? {};
  for (const route of (await routes?.()) ?? []) {
    if (!`${route.path}/`.startsWith(`/${segment}/:guildId/`))
      throw new Error(`open page "${route.path}" of "${feature.name}" is not below /${segment}/:guildId`);
    app.on(route.method, route.path, async (c) => serve(open(c), route, feature.name));
  }
}

async function serve(site: Site, route: OpenRoute, feature: string): Promise<Response> {
  const { c, runtime } = site;
  const guildId = c.req.param('guildId') ?? '';
  if (!isSnowflake(guildId)) throw new NotFoundError('There is no page at this address.');
  const url = new URL(c.req.url);
  // Cookies have to be set where Discord sends people back to.
  if (route.method === 'GET' && url.origin !== site.origin)
    return c.redirect(`${site.origin}${url.pathname}${url.search}`, 302);
  const session = await site.session();
  const form = route.method === 'POST' ? await readForm(site, session) : formValues();
  const viewer = session && { userId: session.row.userId, name: session.row.userName };
  const ctx = createContext(runtime, {
    guildId,
    actor: viewer
      ? { kind: 'user', id: viewer.userId, name: viewer.name, permissions: 0n, roleIds: [] }
      : { kind: 'system', name: 'visitors' },
    source: 'dashboard',
    requestId: site.requestId,
  });
  const page: OpenRequest = {
    ctx,
    viewer,
    form,
    csrf: session?.csrf ?? '',
    guildName: () => nameOf(ctx),
    param: (name) => c.req.param(name) ?? '',
    query: (name) => c.req.query(name)?.trim() || undefined,
  };
  return answer(site, session, feature, await route.handle(page));
}

async function answer(
  site: Site,
  session: Session | undefined,
  feature: string,
  given: OpenAnswer,
): Promise<Response> {
  if (given instanceof Response) return given;
  if ('to' in given) return goTo(site, given.to, given.flash);
  if ('authorize' in given) return authorize(site, feature, given);
  const shell = session && { userName: session.row.userName, csrf: session.csrf };
  const { title, body, status } = given;
  const page = await render(site, { title, body, shell, ...(status ? { status } : {}) });
  // Browsers hold a form to this wherever it is sent on to, and these lead to Discord.
  const discord = new URL(authorizePage(site.runtime.config.discord.apiUrl)).origin;
  const forms = "form-action 'self'";
  page.headers.set('content-security-policy', CONTENT_SECURITY_POLICY.replace(forms, `${forms} ${discord}`));
  return page;
}

async function authorize(
  site: Site,
  feature: string,
  { authorize, data, returnTo }: Extract<OpenAnswer, { authorize: string }>,
): Promise<Response> {
  const flow = `${feature}.${authorize}`;
  const known = site.runtime.registry.authorizations.get(flow);
  if (!known) throw new Error(`feature "${feature}" declares no authorization "${authorize}"`);
  const begun = await beginAuthorization(site.accounts(), {
    origin: site.origin,
    scopes: known.scopes,
    returnTo,
    flow,
    data,
  });
  writeCookie(site.c, 'guildhall-sign-in', begun.cookie, SIGN_IN_MS / 1000);
  return site.c.redirect(begun.url, 303);
}

/** A form of somebody who is signed in has their token; one of a stranger has to come from here at least. */
async function readForm(site: Site, session: Session | undefined): Promise<FormValues> {
  if (session) return site.form();
  requireSameOrigin(site.c, site.origin);
  if (Number(site.c.req.header('content-length') ?? 0) > MAX_FORM_BYTES)
    throw new TooLargeError(`A form may have ${MAX_FORM_BYTES / 1024} KB at most.`);
  const data = await site.c.req.formData().catch(() => {
    throw new InputError('This is not a form.');
  });
  return formValues(data);
}

async function nameOf(ctx: ActionContext): Promise<string> {
  try {
    return (await getGuild(ctx.discord, ctx.guildId)).name;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    return 'this server';
  }
}
