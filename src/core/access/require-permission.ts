import type { ActionContext } from '../context.ts';
import { DeniedError } from '../errors.ts';
import type { AccessRole, Permission } from '../feature.ts';
import { type Actor, coversPermission, includesRole } from './actor.ts';
import { type Intent, intentOf, requireSwitchedOn } from './feature-switches.ts';
import { permissionsOfRoles } from './permission-rules.ts';
import { roleFromDiscord } from './role-from-discord.ts';
import { accessSettings } from './settings.ts';

/**
 * Denies by default: an unknown permission, a key without the scope, a person without the role, a feature that is
 * switched off. Guildhall itself is only held up by switches where its jobs begin; see run-job.ts.
 */
export async function requirePermission(
  ctx: ActionContext,
  permission: Permission,
  intent: Intent = intentOf(permission),
): Promise<void> {
  await requireRole(ctx, permission);
  if (ctx.actor.kind !== 'system') await requireSwitchedOn(ctx, permission, intent);
}

/** Asks the database only when the answer hangs on what the guild lets which Discord roles do. */
async function requireRole(ctx: ActionContext, permission: Permission): Promise<void> {
  const need = ctx.runtime.registry.access.get(permission);
  const { actor } = ctx;
  if (need && actor.kind === 'system') return;
  if (need && actor.kind === 'key' && coversPermission(actor.scopes, permission)) return;
  if (need && actor.kind === 'user') {
    const have = roleFromDiscord(actor);
    if (includesRole(have, need)) return;
    if (need === 'staff' && (await isStaff(ctx, actor.roleIds))) return;
    if (need === 'staff' && (await permissionsOfRoles(ctx, actor.roleIds)).has(permission)) return;
  }
  throw new DeniedError(refusal(actor, permission, need));
}

async function isStaff(ctx: ActionContext, roleIds: readonly string[]): Promise<boolean> {
  const { staffRoles } = await ctx.settings(accessSettings);
  return staffRoles.some((id) => roleIds.includes(id));
}

function refusal(actor: Actor, permission: Permission, need: AccessRole | undefined): string {
  if (actor.kind === 'key') return `This API key lacks the scope ${permission}. Create one that has it.`;
  if (need === 'staff') return 'Only staff can do this. An admin chooses the staff roles with `/setup`.';
  return 'Only people who may manage this server can do this. Ask an admin to do it or to give you that permission.';
}
