import type { ActionContext } from '../../../core/context.ts';
import { loadAction } from '../find-action.ts';
import { isWaiting } from '../model.ts';
import type { ActionRow } from '../tables.ts';
import { actionSignal, approvalJob, guardedUpdate } from '../write-action.ts';
import { noticeOfAction } from './settle-notice.ts';

const SILENT = {
  accepted: 'The panel took it, but reported nothing within 120 seconds.',
  requested: 'The panel did not answer within 120 seconds, so it is not known whether it was done.',
};

/**
 * Ends an action whose time is over; one that has ended or has more time now is left alone. At least once, counted once.
 * Throws ConflictError when somebody changed it at the same moment, so that the job looks again.
 */
export async function endAction(ctx: ActionContext, actionId: string): Promise<void> {
  const row = await loadAction(ctx, actionId);
  if (!row?.dueAt || row.dueAt > ctx.now() || !isWaiting(row.state)) return;
  if (row.state === 'awaiting-approval') return expire(ctx, row);
  const error = row.state === 'accepted' ? SILENT.accepted : SILENT.requested;
  const next: ActionRow = { ...row, state: 'unconfirmed', error, dueAt: null, finishedAt: ctx.now() };
  const { state, dueAt, finishedAt } = next;
  const notice = noticeOfAction(ctx, row.id, { phase: 'unconfirmed', error });
  await ctx.commit({
    statements: [guardedUpdate(ctx, row, { state, error, dueAt, finishedAt }), notice.statement],
    signals: [actionSignal('server.action-unconfirmed', next)],
    jobs: [notice.job],
  });
}

async function expire(ctx: ActionContext, row: ActionRow): Promise<void> {
  const error = 'Nobody approved it within 15 minutes.';
  const next: ActionRow = { ...row, state: 'expired', error, dueAt: null, finishedAt: ctx.now() };
  const { state, dueAt, finishedAt } = next;
  await ctx.commit({
    statements: [guardedUpdate(ctx, row, { state, error, dueAt, finishedAt })],
    signals: [actionSignal('server.action-dropped', next)],
    jobs: [approvalJob(row)],
  });
}
