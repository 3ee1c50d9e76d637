import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { GuildhallError, NotFoundError } from '../../../core/errors.ts';
import { findLinkByUser } from '../../accounts/public.ts';
import { findAction, isAsker } from '../find-action.ts';
import type { ActionRow, ApprovalRow } from '../tables.ts';

/** An action with its approvals: for staff and programs any, for members their own and those on their servers. */
export async function showAction(
  ctx: ActionContext,
  id: string,
): Promise<{ row: ActionRow; approvals: ApprovalRow[] }> {
  if (await seesAll(ctx)) return findAction(ctx, id);
  await ctx.require('servers:use', 'read');
  const found = await findAction(ctx, id);
  if (isAsker(ctx, found.row) || (await isCustomer(ctx, found.row))) return found;
  throw new NotFoundError('There is no such action on a server.');
}

async function isCustomer(ctx: ActionContext, { accountId }: ActionRow): Promise<boolean> {
  const userId = actorUserId(ctx.actor);
  const link = userId === undefined ? undefined : await findLinkByUser(ctx, userId);
  return link !== undefined && link.accountId === accountId;
}

async function seesAll(ctx: ActionContext): Promise<boolean> {
  try {
    await ctx.require('servers:read', 'read');
    return true;
  } catch (error) {
    if (ctx.actor.kind === 'user' && error instanceof GuildhallError && error.code === 'denied') return false;
    throw error;
  }
}
