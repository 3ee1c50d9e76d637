import type { Context, Hono } from 'hono';
import { DiscordError } from '../../discord/errors.ts';
import { getGuild } from '../../discord/guilds.ts';
import { isSnowflake } from '../../discord/snowflake.ts';
import { standingOf } from '../access/standing.ts';
import { type GuildVisit, visitGuild } from '../accounts/guild-visit.ts';
import type { Session } from '../accounts/session.ts';
import { type ActionContext, createContext } from '../context.ts';
import { ConflictError, InputError, NotFoundError } from '../errors.ts';
import type { AccessRole } from '../feature.ts';
import { loadSettings, type StoredSettings } from '../settings/store.ts';
import type { Pages } from './collect-pages.ts';
import { formValues } from './form-values.ts';
import type { Shell } from './layout.tsx';
import type { PageAnswer, PageRequest, PageRoute } from './page.ts';
import { goTo, render } from './render.tsx';
import type { Site } from './site.ts';
import { type OnceHold, onceWitness, submitOnce } from './submit-once.ts';

const roleTitles: Record<AccessRole, string> = {
  owner: 'Owner',
  admin: 'Admin',
  staff: 'Staff',
  member: 'Member',
};

/** Everything below `/guilds/:guildId`: the features' pages, each behind membership and its own permission. */
export function guildRoutes(app: Hono, open: (c: Context) => Site, pages: Pages): void {
  for (const route of pages.routes) {
    app.on(route.method, `/guilds/:guildId${route.path}`, async (c) => serve(open(c), route, pages));
  }
}

async function serve(site: Site, route: PageRoute, pages: Pages): Promise<Response> {
  const hold: OnceHold = {};
  const { page, shell } = await enter(site, pages, route, hold);
  site.c.set('shell' as never, shell as never);
  await page.ctx.require(route.access, route.method === 'GET' ? 'read' : undefined);
  const path = new URL(site.c.req.url).pathname;
  const save = () => route.handle(page);
  const handle =
    route.method === 'POST' ? () => submitOnce(page.ctx, hold, { path, values: page.form }, save) : save;
  return answer(site, page, shell, await run(page, route, handle));
}

/** Lets the person in: signed in, member of the guild, and for a form sent from here. */
async function enter(site: Site, pages: Pages, route: PageRoute, hold: OnceHold) {
  const { c, runtime } = site;
  const drawnAt = new Date(runtime.outside.now());
  const [session, stored] = await Promise.all([site.requireSession(), settingsAhead(site)]);
  const { guest, ...visit } = await visitAs(site, route, session);
  const form = route.method === 'POST' ? await site.form(route.uploadBytes) : formValues();
  const ctx = createContext(runtime, {
    guildId: visit.guild.id,
    actor: visit.actor,
    source: 'dashboard',
    requestId: site.requestId,
    witness: onceWitness(hold),
    db: site.accounts().db,
    ...(stored ? { stored } : {}),
  });
  const standing = await standingOf(ctx, visit.guild.owner);
  const base = `/guilds/${visit.guild.id}`;
  const can: PageRequest['can'] = guest ? (permission) => permission === route.access : standing.can;
  const page: PageRequest = {
    ctx,
    base,
    form,
    can,
    csrf: session.csrf,
    guild: { id: visit.guild.id, name: visit.guild.name },
    viewer: { userId: visit.actor.id, name: visit.actor.name, role: standing.role },
    param: (name) => c.req.param(name) ?? '',
    query: (name) => c.req.query(name)?.trim() || undefined,
    problem: undefined,
    value: (_name, fallback) => fallback,
  };
  const path = new URL(c.req.url).pathname.slice(base.length).replace(/\/$/, '');
  const navigation = pages.navigation.filter(({ access }) => can(access));
  const shell: Shell = {
    userName: visit.actor.name,
    csrf: session.csrf,
    guild: {
      name: visit.guild.name,
      base,
      role: roleTitles[standing.role],
      navigation,
      path,
      viewerId: visit.actor.id,
      drawnAt,
    },
  };
  return { page, shell: guest ? { userName: shell.userName, csrf: shell.csrf } : shell };
}

/** The settings that every page needs, read in one request with the session; to be used for whoever is let in only. */
async function settingsAhead(site: Site): Promise<StoredSettings | undefined> {
  const guildId = site.c.req.param('guildId') ?? '';
  return site.bringsToken && isSnowflake(guildId) ? loadSettings(site.accounts().db, guildId) : undefined;
}

/** A member of the server, or whom the page itself lets in; for everybody else there is no such server. */
async function visitAs(
  site: Site,
  route: PageRoute,
  session: Session,
): Promise<GuildVisit & { guest: boolean }> {
  const { c, runtime } = site;
  const guildId = c.req.param('guildId') ?? '';
  try {
    return { ...(await visitGuild(site.accounts(), session, guildId)), guest: false };
  } catch (error) {
    if (!(error instanceof NotFoundError) || !route.guest) throw error;
    const { userId, userName: name } = session.row;
    const actor = { kind: 'system', name: 'guests' } as const;
    const ctx = createContext(runtime, { guildId, actor, source: 'dashboard', requestId: site.requestId });
    const isLetIn = await route.guest({
      ctx,
      userId,
      param: (key) => c.req.param(key) ?? '',
      query: (key) => c.req.query(key)?.trim() || undefined,
    });
    if (!isLetIn) throw error;
    const guild = { id: guildId, name: await nameOf(ctx), owner: false, permissions: '0', hasBot: true };
    return { guild, actor: { kind: 'user', id: userId, name, permissions: 0n, roleIds: [] }, guest: true };
  }
}

/** How the server is called, for somebody who is not in it. */
async function nameOf(ctx: ActionContext): Promise<string> {
  try {
    return (await getGuild(ctx.discord, ctx.guildId)).name;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    return 'this server';
  }
}

/** A form that was not taken is shown again with all that was typed. */
async function run(
  page: PageRequest,
  route: PageRoute,
  handle: () => Promise<PageAnswer>,
): Promise<PageAnswer> {
  try {
    return await handle();
  } catch (error) {
    // What was named in the form may be gone; if it is the page's own subject, showing the form says so itself.
    const known =
      error instanceof InputError || error instanceof ConflictError || error instanceof NotFoundError;
    if (!route.again || !known) throw error;
    const again = await route.again({
      ...page,
      problem: {
        message: error.message,
        fields: error instanceof InputError ? error.fields : {},
        ...(error instanceof ConflictError ? { reason: error.reason } : {}),
      },
      value: (name, fallback) => page.form.text(name) ?? fallback,
    });
    if (again instanceof Response || 'to' in again) return again;
    return { ...again, status: error.status };
  }
}

function answer(
  site: Site,
  page: PageRequest,
  shell: Shell,
  given: PageAnswer,
): Response | Promise<Response> {
  if (given instanceof Response) return given;
  if ('to' in given) return goTo(site, `${page.base}${given.to}`, given.flash);
  return render(site, {
    title: given.title,
    body: given.body,
    shell,
    ...(given.status ? { status: given.status } : {}),
  });
}
