import { isDiscordAdmin } from '../../core/access/actor.ts';
import type { ActionContext } from '../../core/context.ts';
import { GuildhallError } from '../../core/errors.ts';
import type { Permission } from '../../core/feature.ts';
import type { Settings } from './write-action.ts';

/** Whether a person decides on actions of others: by one of the chosen roles, else as staff; admins always. */
export async function isApprover(
  ctx: ActionContext,
  { approverRoles }: Pick<Settings, 'approverRoles'>,
): Promise<boolean> {
  const { actor } = ctx;
  if (actor.kind !== 'user') return false;
  if (isDiscordAdmin(actor.permissions)) return true;
  if (approverRoles.length === 0) return may(ctx, 'servers:manage');
  return approverRoles.some((role) => actor.roleIds.includes(role));
}

/** Asks without refusing; what else goes wrong is still thrown. */
export async function may(ctx: ActionContext, permission: Permission): Promise<boolean> {
  try {
    await ctx.require(permission, 'read');
    return true;
  } catch (error) {
    if (error instanceof GuildhallError && error.code === 'denied') return false;
    throw error;
  }
}
