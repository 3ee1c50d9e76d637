import { DiscordError, refusal } from '../errors.ts';
import type { StoredGuild, StoredMember } from '../model.ts';
import { Permission, rank, reachGuild, requireAbove } from '../permissions.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import { compareSnowflakes } from '../snowflake.ts';
import type { LocalState } from '../state.ts';
import { Check, Fields } from '../validation/check.ts';
import { userById, viewMember } from '../views.ts';
import { findRole } from './roles.ts';

/** GATEWAY_GUILD_MEMBERS or its limited form. */
const MEMBERS_FLAGS = (1 << 14) | (1 << 15);

export const memberRoutes: Route[] = [
  { method: 'GET', path: '/guilds/:guild/members', auth: 'bot', handle: listMembers },
  { method: 'GET', path: '/guilds/:guild/members/search', auth: 'bot', handle: searchMembers },
  {
    method: 'GET',
    path: '/guilds/:guild/members/:user',
    auth: 'bot',
    handle: (context) => {
      const guild = reachGuild(context.state, context.userId, param(context, 'guild'));
      return viewMember(context.state, findMember(context.state, guild, param(context, 'user')));
    },
  },
  { method: 'PATCH', path: '/guilds/:guild/members/:user', auth: 'bot', handle: editMember },
  { method: 'DELETE', path: '/guilds/:guild/members/:user', auth: 'bot', handle: kickMember },
  { method: 'PUT', path: '/guilds/:guild/members/:user/roles/:role', auth: 'bot', handle: addRole },
  { method: 'DELETE', path: '/guilds/:guild/members/:user/roles/:role', auth: 'bot', handle: takeRole },
];

export function findMember(state: LocalState, guild: StoredGuild, userId: string): StoredMember {
  const member = guild.members.get(userId);
  if (member) return member;
  throw refusal(state.data.users.has(userId) ? 10007 : 10013);
}

export function tellMember(
  state: LocalState,
  what: 'ADD' | 'UPDATE' | 'REMOVE',
  guild: StoredGuild,
  member: StoredMember,
): void {
  const d =
    what === 'REMOVE'
      ? { guild_id: guild.id, user: userById(state, member.user_id) }
      : { guild_id: guild.id, ...viewMember(state, member) };
  state.dispatch({ t: `GUILD_MEMBER_${what}`, d, guild_id: guild.id, audience: 'all' });
}

function listMembers(context: RouteContext): unknown {
  const { state, userId, query } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'));
  // The privileged intent guards this list over REST, too.
  if ((state.data.application.flags & MEMBERS_FLAGS) === 0) throw refusal(50001);
  const limit = readLimit(query, 1, 1000);
  const after = query.get('after') ?? '0';
  return [...guild.members.values()]
    .filter((member) => compareSnowflakes(member.user_id, after) > 0)
    .sort((a, b) => compareSnowflakes(a.user_id, b.user_id))
    .slice(0, limit)
    .map((member) => viewMember(state, member));
}

function readLimit(query: URLSearchParams, fallback: number, max: number): number {
  const check = new Check();
  const value = new Fields(check, Object.fromEntries(query)).number('limit', { min: 1, max });
  check.done();
  return value ?? fallback;
}

function searchMembers(context: RouteContext): unknown {
  const { state, userId, query } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'));
  const limit = readLimit(query, 1, 1000);
  const check = new Check();
  const text = new Fields(check, Object.fromEntries(query)).string('query', { required: true, min: 1 }) ?? '';
  check.done();
  const prefix = text.toLowerCase();
  return [...guild.members.values()]
    .filter((member) => {
      const user = state.data.users.get(member.user_id);
      const names = [user?.username, user?.global_name, member.nick];
      return names.some((name) => name?.toLowerCase().startsWith(prefix));
    })
    .slice(0, limit)
    .map((member) => viewMember(state, member));
}

function addRole(context: RouteContext): void {
  const { guild, member, role } = reachRole(context);
  if (member.roles.includes(role.id)) return;
  member.roles.push(role.id);
  finish(context, guild, member, 'MEMBER_ROLE_UPDATE');
}

function takeRole(context: RouteContext): void {
  const { guild, member, role } = reachRole(context);
  if (!member.roles.includes(role.id)) return;
  member.roles = member.roles.filter((id) => id !== role.id);
  finish(context, guild, member, 'MEMBER_ROLE_UPDATE');
}

function reachRole(context: RouteContext) {
  const { state, userId } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ManageRoles);
  const member = findMember(state, guild, param(context, 'user'));
  const role = findRole(guild, param(context, 'role'));
  // Managed roles belong to an integration, @everyone to all: neither can be given.
  if (role.managed || role.id === guild.id) throw refusal(role.managed ? 50013 : 50028);
  requireAbove(guild, userId, role.position);
  return { guild, member, role };
}

function finish(context: RouteContext, guild: StoredGuild, member: StoredMember, action: string): void {
  const { state, userId, reason } = context;
  state.audit({ guild_id: guild.id, user_id: userId, action, target_id: member.user_id, reason });
  tellMember(state, 'UPDATE', guild, member);
}

function editMember(context: RouteContext): unknown {
  const { state, userId, body } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'));
  const id = param(context, 'user') === '@me' ? userId : param(context, 'user');
  const member = findMember(state, guild, id);
  const check = new Check();
  const fields = new Fields(check, body ?? {});
  const nick = fields.string('nick', { max: 32 });
  const roles = fields.snowflakes('roles');
  const until = fields.string('communication_disabled_until');
  const endsAt = until === undefined ? undefined : Date.parse(until);
  if (endsAt !== undefined && (Number.isNaN(endsAt) || endsAt > state.now() + 28 * 86_400_000)) {
    fields.check
      .at('communication_disabled_until')
      .fail('BASE_TYPE_MAX_TIMEOUT', 'Timeout may not be longer than 28 days');
  }
  check.done();
  const setsTimeout = 'communication_disabled_until' in fields.value;
  if ('nick' in fields.value) {
    const own = id === userId;
    reachGuild(state, userId, guild.id, own ? Permission.ChangeNickname : Permission.ManageNicknames);
    if (!own) requireAbove(guild, userId, rank(guild, id));
    member.nick = nick === undefined || nick === '' ? null : nick;
  }
  if (roles) replaceRoles(state, guild, userId, member, roles);
  if (setsTimeout) {
    reachGuild(state, userId, guild.id, Permission.ModerateMembers);
    requireAbove(guild, userId, rank(guild, id));
    member.communication_disabled_until = until ?? null;
  }
  finish(context, guild, member, 'MEMBER_UPDATE');
  return viewMember(state, member);
}

function replaceRoles(
  state: LocalState,
  guild: StoredGuild,
  actorId: string,
  member: StoredMember,
  roles: string[],
): void {
  reachGuild(state, actorId, guild.id, Permission.ManageRoles);
  const wanted = new Set(roles);
  const changed = [...new Set([...roles, ...member.roles])].filter(
    (id) => wanted.has(id) !== member.roles.includes(id),
  );
  for (const id of changed) {
    const role = guild.roles.get(id);
    if (!role) throw new DiscordError(404, 10011, 'Unknown Role');
    if (role.managed) throw refusal(50013);
    requireAbove(guild, actorId, role.position);
  }
  member.roles = [...wanted];
}

function kickMember(context: RouteContext): void {
  const { state, userId } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.KickMembers);
  const member = findMember(state, guild, param(context, 'user'));
  requireAbove(guild, userId, rank(guild, member.user_id));
  guild.members.delete(member.user_id);
  state.audit({
    guild_id: guild.id,
    user_id: userId,
    action: 'MEMBER_KICK',
    target_id: member.user_id,
    reason: context.reason,
  });
  tellMember(state, 'REMOVE', guild, member);
}
