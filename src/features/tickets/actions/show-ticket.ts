import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { READ } from '../access.ts';
import { findByThread, findTicket } from '../find-ticket.ts';
import type { Ticket } from '../views.ts';

/** A ticket for the team, by id or number. Throws NotFoundError. */
export async function showTicket(ctx: ActionContext, reference: string): Promise<Ticket> {
  await ctx.require(READ);
  return findTicket(ctx, reference);
}

/** A ticket by the id of its thread in Discord. Throws NotFoundError. */
export async function showByThread(ctx: ActionContext, threadId: string): Promise<Ticket> {
  await ctx.require(READ);
  const found = await findByThread(ctx, threadId);
  if (found) return found;
  throw new NotFoundError('No ticket of this server has this thread.');
}
