import { eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel, coversPermission } from '../../../core/access/actor.ts';
import { forgetPermissionRules, isGrantable } from '../../../core/access/permission-rules.ts';
import { permissionRules } from '../../../core/access/tables.ts';
import type { ActionContext } from '../../../core/context.ts';
import { DeniedError, InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { countRoleMembers, listRoles } from '../../../discord/roles.ts';
import { RoleId } from '../schemas.ts';

export const SetPermissionsInput = v.object({
  roleId: RoleId,
  permissions: v.pipe(
    v.array(v.string('Give a text.'), 'Give the permissions as a list.'),
    v.maxLength(200, 'At most 200.'),
  ),
  dryRun: v.optional(
    v.pipe(v.boolean('Say true or false.'), v.description('Only look: nothing is changed.')),
    false,
  ),
});

export interface PermissionChange {
  roleId: string;
  roleName: string;
  added: string[];
  removed: string[];
  /** People with the role, so far as Discord tells. */
  members: number | null;
  applied: boolean;
}

/**
 * Says what people with a Discord role may do here, all of it: what is not named is taken away. Only what staff may do
 * can be given, and by a key only what it may do itself. Without a role left it ends at once in Discord, in the
 * dashboard within a minute.
 */
export async function setPermissions(
  ctx: ActionContext,
  raw: v.InferInput<typeof SetPermissionsInput>,
): Promise<PermissionChange> {
  const { roleId, permissions, dryRun } = parseInput(SetPermissionsInput, raw);
  await ctx.require('roles:manage', dryRun ? 'read' : 'write');
  const wanted = [...new Set(permissions)].sort();
  for (const permission of wanted) checkGrantable(ctx, permission);
  const before = (await permissionsByRole(ctx)).get(roleId) ?? [];
  const added = wanted.filter((one) => !before.includes(one));
  const removed = before.filter((one) => !wanted.includes(one));
  const role = (await listRoles(ctx.discord, ctx.guildId)).find(({ id }) => id === roleId);
  if (!role && added.length > 0) throw wrong('roleId', 'There is no such role in this server.');
  if (roleId === ctx.guildId && added.length > 0)
    throw wrong('roleId', 'Everybody has @everyone. Choose a role that only some people have.');
  const counts = role ? await countRoleMembers(ctx.discord, ctx.guildId) : {};
  const change: PermissionChange = {
    roleId,
    roleName: role?.name ?? roleId,
    added,
    removed,
    members: counts[roleId] ?? null,
    applied: !dryRun,
  };
  if (dryRun || added.length + removed.length === 0) return change;
  const now = ctx.now();
  const rows = added.map((permission) => ({
    guildId: ctx.guildId,
    roleId,
    permission,
    createdBy: actorLabel(ctx.actor),
    createdAt: now,
  }));
  await ctx.commit({
    statements: [
      ...(rows.length > 0 ? [ctx.db.insert(permissionRules).values(rows).onConflictDoNothing()] : []),
      sql`delete from permission_rules where guild_id = ${ctx.guildId} and role_id = ${roleId}
        and permission in (select jsonb_array_elements_text(${JSON.stringify(removed)}::jsonb))`,
    ],
    signals: [
      { type: 'roles.permissions-changed', subject: `role:${roleId}`, data: { roleId, added, removed } },
    ],
    audit: [
      {
        action: 'roles.set-permissions',
        target: `role:${roleId}`,
        before: { permissions: before },
        after: { permissions: wanted },
      },
    ],
  });
  forgetPermissionRules(ctx.guildId);
  return change;
}

function checkGrantable(ctx: ActionContext, permission: string): void {
  const { registry } = ctx.runtime;
  if (!registry.access.has(permission))
    throw wrong('permissions', `There is no permission “${permission}”. Choose from the list.`);
  if (!isGrantable(registry, permission)) {
    throw wrong(
      'permissions',
      `“${permission}” is not given by a role: ${
        registry.access.get(permission) === 'member'
          ? 'everybody has it.'
          : 'only people who may manage the server have it.'
      }`,
    );
  }
  const { actor } = ctx;
  if (actor.kind === 'key' && !coversPermission(actor.scopes, permission as Permission))
    throw new DeniedError(`This API key lacks ${permission} itself, so it can't give it to a role.`);
}

/** Role id → permissions, by name; without asking anything outside. */
export async function permissionsByRole(ctx: ActionContext): Promise<ReadonlyMap<string, string[]>> {
  await ctx.require('roles:manage', 'read');
  const rows = await ctx.db
    .select({ roleId: permissionRules.roleId, permission: permissionRules.permission })
    .from(permissionRules)
    .where(eq(permissionRules.guildId, ctx.guildId))
    .orderBy(permissionRules.roleId, permissionRules.permission);
  const byRole = new Map<string, string[]>();
  for (const { roleId, permission } of rows) byRole.set(roleId, [...(byRole.get(roleId) ?? []), permission]);
  return byRole;
}

/** What a role can be given, with the feature it belongs to, in the order of the features. */
export function grantablePermissions(
  ctx: ActionContext,
): { feature: string; title: string; permissions: Permission[] }[] {
  const { registry } = ctx.runtime;
  return registry.features.flatMap(({ name, title, access = {} }) => {
    const permissions = (Object.keys(access) as Permission[]).filter((one) => isGrantable(registry, one));
    return permissions.length > 0 ? [{ feature: name, title, permissions }] : [];
  });
}

const wrong = (field: string, problem: string) => new InputError(problem, { [field]: problem });
