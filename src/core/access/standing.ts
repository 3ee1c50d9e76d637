import type { ActionContext } from '../context.ts';
import type { AccessRole, Permission } from '../feature.ts';
import { includesRole } from './actor.ts';
import { permissionsOfRoles } from './permission-rules.ts';
import { roleFromDiscord } from './role-from-discord.ts';
import { accessSettings } from './settings.ts';

export interface Standing {
  role: AccessRole;
  /** For showing or hiding; actions check for themselves, and ask whether the feature is switched on. */
  can(permission: Permission): boolean;
}

/** What a person may do in the server, by their rights in Discord, as staff, and by what roles were given here. */
export async function standingOf(ctx: ActionContext, isOwner = false): Promise<Standing> {
  const role = isOwner ? 'owner' : await roleIn(ctx);
  const byRole =
    role === 'member' && ctx.actor.kind === 'user'
      ? await permissionsOfRoles(ctx, ctx.actor.roleIds)
      : new Set<string>();
  const { access } = ctx.runtime.registry;
  return {
    role,
    can(permission) {
      const need = access.get(permission);
      return need !== undefined && (includesRole(role, need) || byRole.has(permission));
    },
  };
}

async function roleIn(ctx: ActionContext): Promise<AccessRole> {
  if (ctx.actor.kind !== 'user') return 'member';
  const role = roleFromDiscord(ctx.actor);
  if (role !== 'member') return role;
  const { roleIds } = ctx.actor;
  const { staffRoles } = await ctx.settings(accessSettings);
  return staffRoles.some((id) => roleIds.includes(id)) ? 'staff' : 'member';
}
