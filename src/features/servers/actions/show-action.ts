import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { findLinkByUser } from '../../accounts/public.ts';
import { isApprover, may } from '../approvers.ts';
import { findAction, isAsker } from '../find-action.ts';
import { serversSettings } from '../settings.ts';
import type { ActionRow, ApprovalRow } from '../tables.ts';

/**
 * An action with its approvals: for staff and programs any, for members their own, those on their servers, and
 * those that they may approve.
 */
export async function showAction(
  ctx: ActionContext,
  id: string,
): Promise<{ row: ActionRow; approvals: ApprovalRow[] }> {
  if (ctx.actor.kind !== 'user') await ctx.require('servers:read', 'read');
  else if (!(await may(ctx, 'servers:read'))) return findOwn(ctx, id);
  return findAction(ctx, id);
}

async function findOwn(ctx: ActionContext, id: string) {
  await ctx.require('servers:use', 'read');
  const found = await findAction(ctx, id);
  const { row } = found;
  if (isAsker(ctx, row) || (await isCustomer(ctx, row))) return found;
  if (row.approvalsNeeded > 0 && (await isApprover(ctx, await ctx.settings(serversSettings)))) return found;
  throw new NotFoundError('There is no such action on a server.');
}

async function isCustomer(ctx: ActionContext, { accountId }: ActionRow): Promise<boolean> {
  const userId = actorUserId(ctx.actor);
  const link = userId === undefined ? undefined : await findLinkByUser(ctx, userId);
  return link !== undefined && link.accountId === accountId;
}
