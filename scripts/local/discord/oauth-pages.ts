import { randomBytes } from 'node:crypto';
import { installBot } from './fixtures.ts';
import { type HttpRequest, type HttpResponse, parseBody } from './http.ts';
import { guildPermissions, Permission } from './permissions.ts';
import type { LocalState } from './state.ts';
import { isDict } from './validation/check.ts';
import { userById, viewGuild } from './views.ts';
import type { World } from './world.ts';

const SCOPES: Record<string, string> = {
  identify: 'See your username and avatar',
  email: 'See your email address',
  guilds: 'See the servers you are in',
  'guilds.members.read': 'Read your member info in a server',
  'guilds.join': 'Join servers for you',
  'role_connections.write': 'Update your connection for linked roles',
  bot: 'Add a bot to a server',
  'applications.commands': 'Create commands',
};

/** `/oauth2/authorize`: the page that asks (GET), and the decision that redirects with a code or adds the bot (POST). */
export async function handleAuthorize(world: World, request: HttpRequest): Promise<HttpResponse> {
  const { state } = world;
  const { query } = request;
  const scopes = (query.get('scope') ?? '').split(/[ +]/).filter(Boolean);
  const problem = findProblem(state, query, scopes);
  if (problem) return page('Authorization failed', `<p>${escapeHtml(problem)}</p>`, 400);
  if (request.method === 'POST') return decide(world, request, scopes);
  return page(`Authorize ${state.data.application.name}`, form(state, query, scopes));
}

function findProblem(state: LocalState, query: URLSearchParams, scopes: string[]): string | undefined {
  const { application } = state.data;
  if (query.get('client_id') !== application.id) return 'Unknown application (client_id)';
  const unknown = scopes.find((scope) => SCOPES[scope] === undefined);
  if (scopes.length === 0 || unknown !== undefined)
    return `The requested scope is invalid: ${unknown ?? 'none'}`;
  const redirect = query.get('redirect_uri');
  if (query.get('response_type') === null && scopes.includes('bot')) return undefined;
  if (query.get('response_type') !== 'code') return 'Only response_type=code is supported';
  if (redirect === null || !URL.canParse(redirect)) return 'redirect_uri is missing or malformed';
  const registered = application.redirect_uris;
  // With none registered every address passes, so that a laptop needs no set-up.
  if (registered.length > 0 && !registered.includes(redirect)) return 'Invalid OAuth2 redirect_uri';
  return undefined;
}

function form(state: LocalState, query: URLSearchParams, scopes: string[]): string {
  const people = [...state.data.users.values()].filter((user) => !user.bot);
  const acting = query.get('user_id');
  const options = people.map((user) => {
    const chosen = user.id === acting ? ' selected' : '';
    const label = escapeHtml(`${user.global_name ?? user.username} (${user.username})`);
    return `<option value="${user.id}"${chosen}>${label}</option>`;
  });
  const preset = query.get('guild_id');
  const guilds = [...state.data.guilds.values()]
    .filter((guild) => preset === null || query.get('disable_guild_select') !== 'true' || guild.id === preset)
    .map((guild) => {
      const chosen = guild.id === preset ? ' selected' : '';
      return `<option value="${guild.id}"${chosen}>${escapeHtml(guild.name)}</option>`;
    });
  const list = scopes.map(
    (scope) => `<li>${escapeHtml(SCOPES[scope] ?? scope)} <code>${escapeHtml(scope)}</code></li>`,
  );
  const guildChoice = scopes.includes('bot')
    ? `<label>Add to server <select name="guild_id">${guilds.join('')}</select></label>`
    : '';
  return `<p><strong>${escapeHtml(state.data.application.name)}</strong> wants to access an account.</p><ul>${list.join('')}</ul>
<form method="post"><label>You are <select name="user_id">${options.join('')}</select></label>${guildChoice}
<p><button name="decision" value="authorize">Authorize</button> <button name="decision" value="cancel" class="plain">Cancel</button></p></form>`;
}

async function decide(world: World, request: HttpRequest, scopes: string[]): Promise<HttpResponse> {
  const { state } = world;
  const { query } = request;
  const { body } = await parseBody(request);
  const choice = isDict(body) ? body : {};
  const redirect = query.get('redirect_uri');
  const back = (values: Record<string, string>) => {
    if (redirect === null) return undefined;
    const target = new URL(redirect);
    for (const [key, value] of Object.entries(values)) target.searchParams.set(key, value);
    const given = query.get('state');
    if (given !== null) target.searchParams.set('state', given);
    return { status: 302, headers: { location: target.href } };
  };
  if (choice.decision !== 'authorize') {
    const denied = {
      error: 'access_denied',
      error_description: 'The resource owner or authorization server denied the request',
    };
    return back(denied) ?? page('Cancelled', '<p>Nothing was changed.</p>');
  }
  const userId = String(choice.user_id ?? '');
  if (!state.data.users.has(userId)) return page('Authorization failed', '<p>Unknown user.</p>', 400);
  const extra: Record<string, string> = {};
  if (scopes.includes('bot')) {
    const guildId = String(choice.guild_id ?? '');
    const problem = addBot(state, userId, guildId, query.get('permissions') ?? '0');
    if (problem) return page('Authorization failed', `<p>${escapeHtml(problem)}</p>`, 403);
    Object.assign(extra, { guild_id: guildId, permissions: query.get('permissions') ?? '0' });
  }
  tellAuthorized(world, userId, scopes, extra.guild_id);
  if (query.get('response_type') !== 'code')
    return page('Authorized', '<p>The bot is in. You can close this page.</p>');
  const code = randomBytes(16).toString('base64url');
  state.data.codes.set(code, {
    code,
    user_id: userId,
    scopes,
    redirect_uri: redirect ?? '',
    code_challenge: query.get('code_challenge'),
    code_challenge_method: query.get('code_challenge_method'),
    expires_at: state.now() + 10 * 60_000,
  });
  state.touch();
  return back({ code, ...extra }) ?? page('Authorized', `<p>Code: <code>${code}</code></p>`);
}

/** The installation context is named where something was installed, a signing in has none. */
function tellAuthorized({ state, events }: World, userId: string, scopes: string[], guildId?: string): void {
  const guild = guildId === undefined ? undefined : state.data.guilds.get(guildId);
  events.tell('APPLICATION_AUTHORIZED', {
    ...(guild ? { integration_type: 0 } : {}),
    user: userById(state, userId),
    scopes,
    ...(guild ? { guild: viewGuild(guild) } : {}),
  });
}

/** Only who may manage a server can add a bot to it; answers the reason against it. */
function addBot(state: LocalState, userId: string, guildId: string, permissions: string): string | undefined {
  const guild = state.data.guilds.get(guildId);
  const member = guild?.members.get(userId);
  if (!guild || !member) return 'You are not a member of that server.';
  if (!(guildPermissions(guild, member) & Permission.ManageGuild)) return 'You need Manage Server there.';
  installBot(state, guild, /^\d+$/.test(permissions) ? permissions : '0');
  return undefined;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function page(title: string, content: string, status = 200): HttpResponse {
  const style =
    'body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:12vh auto;padding:0 1rem;color:#1e1f26;background:#f4f4f6}label{display:block;margin:.75rem 0}select{font:inherit;width:100%;padding:.5rem}button{font:inherit;padding:.5rem 1.25rem;border:0;border-radius:.4rem;background:#4a5bd4;color:#fff}button.plain{background:#d9dae0;color:#1e1f26}code{opacity:.65;font-size:.85em}@media(prefers-color-scheme:dark){body{color:#e8e8ec;background:#222329}}';
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style><main><h1>${escapeHtml(title)}</h1>${content}</main></html>`,
  };
}
