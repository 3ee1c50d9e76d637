import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, DeniedError } from '../../../core/errors.ts';
import { findAction, isAsker } from '../find-action.ts';
import type { ActionRow } from '../tables.ts';
import { actionSignal, approvalJob, auditOf, guardedUpdate } from '../write-action.ts';
import { requireActing } from './require-acting.ts';

/** Whoever asked thinks better of it, before the panel has heard of it. */
export async function cancelAction(ctx: ActionContext, id: string): Promise<ActionRow> {
  await requireActing(ctx);
  const { row } = await findAction(ctx, id);
  if (!isAsker(ctx, row)) throw new DeniedError('Only the person who asked for this can cancel it.');
  if (row.state !== 'awaiting-confirmation' && row.state !== 'awaiting-approval')
    throw new ConflictError('not-waiting', 'It is too late to cancel this.');
  const next: ActionRow = { ...row, state: 'cancelled', dueAt: null, finishedAt: ctx.now() };
  await ctx.commit({
    statements: [guardedUpdate(ctx, row, { state: 'cancelled', dueAt: null, finishedAt: next.finishedAt })],
    signals: [actionSignal('server.action-dropped', next)],
    audit: [auditOf('cancel-action', next)],
    jobs: row.state === 'awaiting-approval' ? [approvalJob(row)] : [],
  });
  return next;
}
