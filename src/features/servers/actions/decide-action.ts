import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, DeniedError } from '../../../core/errors.ts';
import { isApprover } from '../approvers.ts';
import { actorName, findAction, isAsker } from '../find-action.ts';
import { serversSettings } from '../settings.ts';
import { type ActionRow, type ApprovalRow, serverApprovals } from '../tables.ts';
import {
  actionSignal,
  approvalJob,
  auditOf,
  effectsOf,
  guardedUpdate,
  nextState,
  type Settings,
} from '../write-action.ts';

export type Decision = ApprovalRow['decision'];
/** Approvers that decide at the same moment take turns. */
const MOST_TRIES = 5;

/**
 * An approver says yes or no. Each counts once, nobody decides on what they asked for; one no ends it, enough of a yes
 * let it be asked of the panel. Two at once both count.
 */
export async function decideAction(
  ctx: ActionContext,
  id: string,
  decision: Decision,
): Promise<{ row: ActionRow; approvals: ApprovalRow[] }> {
  await ctx.require('servers:approve', 'write');
  for (let tries = 1; ; tries++) {
    try {
      return await decideOnce(ctx, id, decision);
    } catch (error) {
      const changed = error instanceof ConflictError && error.reason === 'action-changed';
      if (!changed || tries >= MOST_TRIES) throw error;
    }
  }
}

async function decideOnce(ctx: ActionContext, id: string, decision: Decision) {
  const { row, approvals } = await findAction(ctx, id);
  const settings = await ctx.settings(serversSettings);
  await requireApprover(ctx, row, settings);
  const me = actorLabel(ctx.actor);
  if (approvals.some(({ approvedBy }) => approvedBy === me))
    throw new ConflictError('decided', 'You have decided on this already; everybody counts once.');
  if (row.state !== 'awaiting-approval' || !row.dueAt || ctx.now() > row.dueAt)
    throw new ConflictError('not-waiting', 'Nobody waits for a decision on this any more.');

  const mine: ApprovalRow = {
    guildId: ctx.guildId,
    actionId: row.id,
    approvedBy: me,
    approvedByName: actorName(ctx.actor),
    decision,
    at: ctx.now(),
  };
  const all = [...approvals, mine];
  const next = after(ctx, row, all);
  const { state, requestedAt, dueAt, finishedAt } = next;
  const effects = state === 'requested' ? effectsOf(ctx, next, settings) : undefined;
  await ctx.commit({
    statements: [
      guardedUpdate(ctx, row, { state, requestedAt, dueAt, finishedAt }),
      requireChange(ctx.db.insert(serverApprovals).values(mine).onConflictDoNothing().getSQL(), 'decided'),
      ...(effects?.statements ?? []),
    ],
    signals: [
      ...(effects?.signals ?? []),
      ...(state === 'rejected' ? [actionSignal('server.action-dropped', next)] : []),
    ],
    audit: [auditOf(`${decision}-action`, next)],
    jobs: [approvalJob(row), ...(effects?.jobs ?? [])],
  });
  return { row: next, approvals: all };
}

function after(ctx: ActionContext, row: ActionRow, all: readonly ApprovalRow[]): ActionRow {
  if (all.some(({ decision }) => decision === 'reject'))
    return { ...row, state: 'rejected', dueAt: null, finishedAt: ctx.now() };
  return all.length >= row.approvalsNeeded ? nextState(ctx, row, true) : row;
}

async function requireApprover(ctx: ActionContext, row: ActionRow, settings: Settings): Promise<void> {
  if (isAsker(ctx, row)) throw new DeniedError('You asked for this, so others have to approve it.');
  if (ctx.actor.kind !== 'user' || (await isApprover(ctx, settings))) return;
  throw new DeniedError('Only approvers decide on this. An admin chooses their roles in the settings.');
}
