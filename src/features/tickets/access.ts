import { actorUserId } from '../../core/access/actor.ts';
import type { ActionContext } from '../../core/context.ts';
import { DeniedError } from '../../core/errors.ts';
import type { Permission } from '../../core/feature.ts';
import { findCategoryRow } from './find-category.ts';
import type { Ticket } from './views.ts';

export const OPEN: Permission = 'tickets:open';
export const READ: Permission = 'tickets:read';
export const WRITE: Permission = 'tickets:write';
export const MANAGE: Permission = 'tickets:manage';

/**
 * Lets through who works on this very ticket: staff of the server, and whoever has a role of the ticket's category.
 * Gives the permission that the actions behind it are to be called with. Throws DeniedError.
 */
export async function requireWork(
  ctx: ActionContext,
  { ticket }: Pick<Ticket, 'ticket'>,
): Promise<Permission> {
  try {
    await ctx.require(WRITE);
    return WRITE;
  } catch (error) {
    if (!(error instanceof DeniedError) || !(await hasCategoryRole(ctx, ticket.categoryId))) throw error;
    await ctx.require(OPEN, 'write');
    return OPEN;
  }
}

/** Like `requireWork`, but the member whose ticket it is may do it as well. */
export async function requireWorkOrOwn(ctx: ActionContext, found: Ticket): Promise<Permission> {
  if (!isOwn(ctx, found)) return requireWork(ctx, found);
  await ctx.require(OPEN, 'write');
  return OPEN;
}

export const isOwn = (ctx: ActionContext, { conversation }: Pick<Ticket, 'conversation'>): boolean =>
  actorUserId(ctx.actor) === conversation.personId;

async function hasCategoryRole(ctx: ActionContext, categoryId: string | null): Promise<boolean> {
  const { actor } = ctx;
  if (actor.kind !== 'user' || !categoryId) return false;
  const category = await findCategoryRow(ctx, categoryId);
  return category?.staffRoleIds.some((id) => actor.roleIds.includes(id)) ?? false;
}

/** Whether a person may do something, where that only decides what they are offered. */
export async function may(ctx: ActionContext, permission: Permission): Promise<boolean> {
  if (!actorUserId(ctx.actor)) return false;
  try {
    await ctx.require(permission);
    return true;
  } catch (error) {
    if (error instanceof DeniedError) return false;
    throw error;
  }
}
