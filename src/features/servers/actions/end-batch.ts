import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, DeniedError, GuildhallError } from '../../../core/errors.ts';
import { findBatch, isAsker } from '../find-action.ts';
import type { ActionRow } from '../tables.ts';
import { cancelAction } from './cancel-action.ts';
import { confirmAction } from './confirm-action.ts';
import type { LeftOut } from './request-batch.ts';

/** Actions that were asked for together, for whoever may see all servers. */
export async function showBatch(ctx: ActionContext, id: string): Promise<ActionRow[]> {
  await ctx.require('servers:read', 'read');
  return findBatch(ctx, id);
}

/**
 * The yes to all of them, of whoever asked and in time. Each stands alone: what can't be done any more to one server is
 * told and keeps none of the others from it. Given twice, or again after a crash, it goes on with those that still wait.
 */
export const confirmBatch = (ctx: ActionContext, id: string) => endEach(ctx, id, confirmAction);

/** The no. */
export const cancelBatch = (ctx: ActionContext, id: string) => endEach(ctx, id, cancelAction);

/** Reasons of conflicts with whoever answered the same at the same moment. */
const ANSWERED: readonly string[] = ['not-waiting', 'action-changed'];

async function endEach(
  ctx: ActionContext,
  id: string,
  end: (ctx: ActionContext, actionId: string) => Promise<ActionRow>,
): Promise<{ rows: ActionRow[]; left: LeftOut[] }> {
  await ctx.require('servers:manage', 'write');
  const all = await findBatch(ctx, id);
  if (!all.every((row) => isAsker(ctx, row)))
    throw new DeniedError('Only the person who asked for this decides on it. Ask for it yourself.');
  const waiting = all.filter(({ state }) => state === 'awaiting-confirmation');
  if (waiting.length === 0) throw answered();
  const rows: ActionRow[] = [];
  const left: LeftOut[] = [];
  let failure: GuildhallError | undefined;
  for (const row of waiting) {
    try {
      rows.push(await end(ctx, row.id));
    } catch (error) {
      if (!(error instanceof GuildhallError) || error.status >= 500) throw error;
      // Of two clicks at once the other one has answered it, so it is not left out.
      if (error instanceof ConflictError && ANSWERED.includes(error.reason)) continue;
      failure = error;
      left.push({ serverId: row.serverId, why: error.message });
    }
  }
  if (rows.length === 0) throw failure ?? answered();
  return { rows, left };
}

const answered = () => new ConflictError('not-waiting', 'This was answered already.');
