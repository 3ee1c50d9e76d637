import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext } from '../../core/context.ts';
import { actorName } from './find-action.ts';
import { CONFIRM_BATCH_MS, CONFIRM_MS, isDestructive, type ServerAction } from './model.ts';
import type { PanelServer } from './panel/server-provider.ts';
import type { ActionRow } from './tables.ts';
import { nextState, type Settings } from './write-action.ts';

interface Asked {
  id: string;
  /** Of several at once: then even a start waits for a yes. */
  batchId?: string;
  action: ServerAction;
  server: PanelServer;
  settings: Settings;
}

/** An action as somebody asks for it, with what the server is now: waiting for their yes, or past it. */
export function newAction(ctx: ActionContext, asked: Asked): ActionRow {
  const { id, batchId = null, action, server, settings } = asked;
  const now = ctx.now();
  const row: ActionRow = {
    id,
    guildId: ctx.guildId,
    batchId,
    serverId: server.id,
    serverName: server.name,
    accountId: server.accountId,
    action,
    state: 'awaiting-confirmation',
    stateBefore: server.state,
    impact: server.impact,
    requestedBy: actorLabel(ctx.actor),
    requestedByName: actorName(ctx.actor),
    source: ctx.source,
    confirmUntil: new Date(now.getTime() + (batchId ? CONFIRM_BATCH_MS : CONFIRM_MS)),
    approvalsNeeded: needsApproval(settings, action) ? Math.ceil(settings.approvals) : 0,
    version: 1,
    error: null,
    createdAt: now,
    requestedAt: null,
    dueAt: null,
    finishedAt: null,
  };
  return isDestructive(action) || batchId ? row : nextState(ctx, { ...row, confirmUntil: null });
}

const needsApproval = ({ approvalFor }: Pick<Settings, 'approvalFor'>, action: ServerAction): boolean =>
  approvalFor === 'every action' || approvalFor.split(' and ').includes(action);

/** Why an action would do nothing, as a sentence; undefined if it would. */
export function whyNeedless({ action, stateBefore, serverName }: ActionRow): string | undefined {
  if ((action === 'start' && stateBefore === 'online') || (action === 'stop' && stateBefore === 'offline'))
    return `${serverName} is ${stateBefore} already.`;
  if (action === 'reboot' && stateBefore === 'offline') return `${serverName} is offline. Start it instead.`;
  return undefined;
}
