import { refusal } from '../errors.ts';
import type { StoredGuild, StoredRole } from '../model.ts';
import { guildPermissions, Permission, reachGuild, requireAbove } from '../permissions.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import { Check, Fields } from '../validation/check.ts';
import { viewRole } from '../views.ts';

export const roleRoutes: Route[] = [
  {
    method: 'GET',
    path: '/guilds/:guild/roles',
    auth: 'bot',
    handle: (context) => listRoles(reachGuild(context.state, context.userId, param(context, 'guild'))),
  },
  {
    method: 'GET',
    path: '/guilds/:guild/roles/:role',
    auth: 'bot',
    handle: (context) =>
      viewRole(
        findRole(reachGuild(context.state, context.userId, param(context, 'guild')), param(context, 'role')),
      ),
  },
  { method: 'GET', path: '/guilds/:guild/roles/member-counts', auth: 'bot', handle: memberCounts },
  { method: 'POST', path: '/guilds/:guild/roles', auth: 'bot', handle: createRole },
  { method: 'PATCH', path: '/guilds/:guild/roles', auth: 'bot', handle: moveRoles },
  { method: 'PATCH', path: '/guilds/:guild/roles/:role', auth: 'bot', handle: editRole },
  { method: 'DELETE', path: '/guilds/:guild/roles/:role', auth: 'bot', handle: deleteRole },
];

function listRoles(guild: StoredGuild): unknown {
  return [...guild.roles.values()].sort((a, b) => a.position - b.position).map(viewRole);
}

export function findRole(guild: StoredGuild, id: string): StoredRole {
  const role = guild.roles.get(id);
  if (!role) throw refusal(10011);
  return role;
}

function memberCounts(context: RouteContext): unknown {
  const guild = reachGuild(context.state, context.userId, param(context, 'guild'));
  const counts: Record<string, number> = {};
  for (const role of guild.roles.keys()) {
    if (role !== guild.id)
      counts[role] = [...guild.members.values()].filter((member) => member.roles.includes(role)).length;
  }
  return counts;
}

function readRole(fields: Fields): Partial<StoredRole> {
  const colors = fields.dict('colors');
  const color =
    colors?.number('primary_color', { min: 0, max: 0xffffff }) ??
    fields.number('color', { min: 0, max: 0xffffff });
  const values = {
    name: fields.string('name', { max: 100 }),
    permissions: fields.bits('permissions'),
    color,
    hoist: fields.boolean('hoist'),
    mentionable: fields.boolean('mentionable'),
  };
  fields.check.done();
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Nobody grants what they do not hold. */
function requireHeld(guild: StoredGuild, actorId: string, permissions: string | undefined, had = '0'): void {
  const member = guild.members.get(actorId);
  const held = member ? guildPermissions(guild, member) : 0n;
  if (permissions !== undefined && (BigInt(permissions) & ~BigInt(had) & ~held) !== 0n) throw refusal(50013);
}

export function tellRole(
  state: LocalState,
  what: 'CREATE' | 'UPDATE' | 'DELETE',
  guild: StoredGuild,
  role: StoredRole,
): void {
  state.dispatch({
    t: `GUILD_ROLE_${what}`,
    d: { guild_id: guild.id, ...(what === 'DELETE' ? { role_id: role.id } : { role: viewRole(role) }) },
    guild_id: guild.id,
    audience: 'all',
  });
}

function createRole(context: RouteContext): unknown {
  const { state, userId, body } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ManageRoles);
  const values = readRole(new Fields(new Check(), body ?? {}));
  if (guild.roles.size >= 250) throw refusal(30005);
  requireHeld(guild, userId, values.permissions);
  const everyone = guild.roles.get(guild.id);
  const role: StoredRole = {
    id: state.id(),
    name: 'new role',
    color: 0,
    hoist: false,
    managed: false,
    mentionable: false,
    position: 1,
    permissions: everyone?.permissions ?? '0',
    unicode_emoji: null,
    ...values,
  };
  // A new role stands at the bottom; the others move up.
  for (const other of guild.roles.values()) if (other.id !== guild.id) other.position += 1;
  guild.roles.set(role.id, role);
  audit(context, guild, 'ROLE_CREATE', role.id);
  tellRole(state, 'CREATE', guild, role);
  return viewRole(role);
}

function editRole(context: RouteContext): unknown {
  const { state, userId, body } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ManageRoles);
  const role = findRole(guild, param(context, 'role'));
  const values = readRole(new Fields(new Check(), body ?? {}));
  requireAbove(guild, userId, role.position);
  requireHeld(guild, userId, values.permissions, role.permissions);
  Object.assign(role, values);
  audit(context, guild, 'ROLE_UPDATE', role.id);
  tellRole(state, 'UPDATE', guild, role);
  return viewRole(role);
}

function moveRoles(context: RouteContext): unknown {
  const { state, userId, body } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ManageRoles);
  const check = new Check();
  const moves = (Array.isArray(body) ? body : []).map((item, index) => {
    const fields = new Fields(check.at(index), item);
    return {
      id: fields.snowflake('id', { required: true }) ?? '',
      position: fields.number('position', { min: 0 }),
    };
  });
  check.done();
  for (const { id, position } of moves) {
    const role = findRole(guild, id);
    requireAbove(guild, userId, role.position);
    if (position === undefined) continue;
    requireAbove(guild, userId, position);
    role.position = position;
    tellRole(state, 'UPDATE', guild, role);
  }
  return listRoles(guild);
}

function deleteRole(context: RouteContext): void {
  const { state, userId } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ManageRoles);
  const role = findRole(guild, param(context, 'role'));
  if (role.managed || role.id === guild.id) throw refusal(50028);
  requireAbove(guild, userId, role.position);
  guild.roles.delete(role.id);
  for (const member of guild.members.values()) member.roles = member.roles.filter((id) => id !== role.id);
  audit(context, guild, 'ROLE_DELETE', role.id);
  tellRole(state, 'DELETE', guild, role);
}

function audit(
  { state, userId, reason }: RouteContext,
  guild: StoredGuild,
  action: string,
  target: string,
): void {
  state.audit({ guild_id: guild.id, user_id: userId, action, target_id: target, reason });
}
