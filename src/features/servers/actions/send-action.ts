import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, GuildhallError } from '../../../core/errors.ts';
import { findAction } from '../find-action.ts';
import { openPanel } from '../panel/open-panel.ts';
import type { ActionRow } from '../tables.ts';
import { actionSignal, guardedUpdate } from '../write-action.ts';
import { noticeOfAction } from './settle-notice.ts';

/**
 * Asks the panel for an action. At-least-once, with an id by which the panel does it once; never after its two minutes,
 * as nobody expects a reboot later. While the panel does not answer it is thrown, so that the job comes again.
 */
export async function sendAction(ctx: ActionContext, actionId: string): Promise<void> {
  const { row } = await findAction(ctx, actionId);
  if (row.state !== 'requested' || !row.dueAt || ctx.now() >= row.dueAt) return;
  const { serverId, action } = row;
  try {
    const panel = await openPanel(ctx);
    await panel.requestAction({ actionId, serverId, action });
  } catch (error) {
    if (!(error instanceof GuildhallError) || error.retryable) throw error;
    return settle(ctx, row, { state: 'failed', error: error.message, dueAt: null, finishedAt: ctx.now() });
  }
  await settle(ctx, row, { state: 'accepted' });
}

/** A report may have come before the answer; then it has the last word. */
async function settle(
  ctx: ActionContext,
  row: ActionRow,
  end: Partial<Pick<ActionRow, 'state' | 'error' | 'dueAt' | 'finishedAt'>>,
): Promise<void> {
  const next = { ...row, ...end };
  const failed = next.state === 'failed';
  const notice = failed ? noticeOfAction(ctx, row.id, { phase: 'failed', error: next.error }) : undefined;
  try {
    await ctx.commit({
      statements: [guardedUpdate(ctx, row, end), ...(notice ? [notice.statement] : [])],
      signals: failed ? [actionSignal('server.action-failed', next)] : [],
      jobs: notice ? [notice.job] : [],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
