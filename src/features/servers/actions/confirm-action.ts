import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, DeniedError } from '../../../core/errors.ts';
import { explainRefusal, withinLimitOfServer } from '../action-limits.ts';
import { findAction, isAsker } from '../find-action.ts';
import { serversSettings } from '../settings.ts';
import type { ActionRow } from '../tables.ts';
import { auditOf, effectsOf, guardedUpdate, nextState } from '../write-action.ts';
import { requireActing } from './require-acting.ts';

/**
 * The yes to an action: of whoever asked, within its time. Then it is asked of the panel, or of approvers.
 * @throws DeniedError for anybody else, ConflictError when it is too late or over.
 */
export async function confirmAction(ctx: ActionContext, id: string): Promise<ActionRow> {
  await requireActing(ctx);
  const { row } = await findAction(ctx, id);
  if (!isAsker(ctx, row)) {
    throw new DeniedError(
      'Only the person who asked for this can confirm it. Ask for it yourself if you want it.',
    );
  }
  if (row.state !== 'awaiting-confirmation' || !row.confirmUntil)
    throw new ConflictError('not-waiting', 'This was answered already.');
  if (ctx.now() > row.confirmUntil) {
    const seconds = Math.round((row.confirmUntil.getTime() - row.createdAt.getTime()) / 1_000);
    throw new ConflictError(
      'too-late',
      `More than ${seconds} seconds have passed, so nothing was done: things may have changed since. Ask for it again.`,
    );
  }
  const settings = await ctx.settings(serversSettings);
  const next = nextState(ctx, row);
  const { state, requestedAt, dueAt } = next;
  const effects = effectsOf(ctx, next, settings);
  try {
    await ctx.commit({
      ...effects,
      statements: [
        withinLimitOfServer(ctx, row),
        guardedUpdate(ctx, row, { state, requestedAt, dueAt }),
        ...effects.statements,
      ],
      audit: [auditOf('confirm-action', next)],
    });
  } catch (error) {
    throw explainRefusal(ctx, error, row.serverName);
  }
  return next;
}
