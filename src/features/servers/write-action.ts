import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import type { NewJob } from '../../core/queue/job.ts';
import type { SettingsValues } from '../../core/settings/definition.ts';
import type { NewSignal } from '../../core/signals/signal.ts';
import { APPROVE_MS, REPORT_MS } from './model.ts';
import { actionView } from './present-rows.ts';
import type { serversSettings } from './settings.ts';
import { type ActionRow, serverActions, serverNotices } from './tables.ts';

export type Settings = SettingsValues<typeof serversSettings>;

/** A change of an action that fails with a conflict when somebody changed it meanwhile. */
export const guardedUpdate = (
  ctx: ActionContext,
  row: Pick<ActionRow, 'id' | 'version'>,
  set: Partial<typeof serverActions.$inferInsert>,
) =>
  requireChange(
    ctx.db
      .update(serverActions)
      .set({ ...set, version: sql`${serverActions.version} + 1` })
      .where(
        and(
          eq(serverActions.guildId, ctx.guildId),
          eq(serverActions.id, row.id),
          eq(serverActions.version, row.version),
        ),
      )
      .getSQL(),
    'action-changed',
  );

/** Sends the panel nothing itself: the job does, so that an action and its notice are all or nothing. */
export const sendJob = ({ id }: Pick<ActionRow, 'id'>): NewJob => ({
  name: 'servers.send',
  payload: { actionId: id },
  key: id,
});
export const noticeJob = (noticeId: string): NewJob => ({ name: 'servers.notice', payload: { noticeId } });
export const approvalJob = ({ id }: Pick<ActionRow, 'id'>): NewJob => ({
  name: 'servers.approval',
  payload: { actionId: id },
});

/** Ends it when its time is over. The cron does so too, up to a minute later, should this be lost. */
export const endJob = ({ id, state, dueAt }: Pick<ActionRow, 'id' | 'state' | 'dueAt'>): NewJob => ({
  name: 'servers.end',
  payload: { actionId: id },
  key: `${id}:${state}`,
  ...(dueAt ? { runAt: dueAt } : {}),
});

export const actionSignal = (type: string, row: ActionRow): NewSignal => ({
  type,
  subject: `server:${row.serverId}`,
  data: { action: actionView(row) },
});

/** What an action becomes once its person has said all they have to: asked of approvers, or of the panel. */
export function nextState(ctx: ActionContext, row: ActionRow, approved = false): ActionRow {
  const now = ctx.now();
  return row.approvalsNeeded > 0 && !approved
    ? { ...row, state: 'awaiting-approval', dueAt: new Date(now.getTime() + APPROVE_MS) }
    : { ...row, state: 'requested', requestedAt: now, dueAt: new Date(now.getTime() + REPORT_MS) };
}

/** What goes with a row that has just come into such a state. */
export function effectsOf(
  ctx: ActionContext,
  row: ActionRow,
  settings: Pick<Settings, 'statusChannel'>,
): Required<Pick<Change, 'statements' | 'signals' | 'jobs'>> {
  if (row.state === 'awaiting-approval')
    return {
      statements: [],
      signals: [actionSignal('server.approval-wanted', row)],
      jobs: [approvalJob(row), endJob(row)],
    };
  if (row.state !== 'requested') return { statements: [], signals: [], jobs: [] };
  const signals = [actionSignal('server.action-requested', row)];
  const jobs = [sendJob(row), endJob(row)];
  if (!settings.statusChannel) return { statements: [], signals, jobs };
  const now = ctx.now();
  const noticeId = ctx.newId();
  const notice = ctx.db.insert(serverNotices).values({
    id: noticeId,
    guildId: ctx.guildId,
    serverId: row.serverId,
    serverName: row.serverName,
    actionId: row.id,
    action: row.action,
    phase: 'requested',
    state: row.stateBefore,
    openedBy: row.requestedBy,
    openedByName: row.requestedByName,
    openedAt: now,
    changedAt: now,
    changes: [],
  });
  return { statements: [notice], signals, jobs: [...jobs, noticeJob(noticeId)] };
}

/** For the audit log: what an action is about, without what only its server's page needs. */
export const auditOf = (verb: string, row: ActionRow) => ({
  action: `servers.${verb}`,
  target: `server:${row.serverId}`,
  after: { actionId: row.id, action: row.action, state: row.state },
});
