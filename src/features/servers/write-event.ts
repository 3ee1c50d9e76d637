import { and, eq, sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import type { NewJob } from '../../core/queue/job.ts';
import type { ServerState } from './model.ts';
import type { EventPlan } from './plan-event.ts';
import {
  type ActionRow,
  type NoticeRow,
  type ServerRow,
  serverEvents,
  serverNotices,
  servers,
} from './tables.ts';
import { actionSignal, guardedUpdate, noticeJob, type Settings } from './write-action.ts';

export interface ReportedEvent {
  serverId: string;
  state: ServerState;
  at: Date;
  eventId: string;
}

export interface EventReads {
  server: ServerRow | undefined;
  action: ActionRow | undefined;
  notice: NoticeRow | undefined;
}

interface Parts {
  event: ReportedEvent;
  reads: EventReads;
  plan: EventPlan;
  settings: Pick<Settings, 'statusChannel'>;
}

/** Writes a report and all that follows from it, or nothing: ConflictError when another report came between. */
export async function writeEvent(ctx: ActionContext, parts: Parts): Promise<void> {
  const { event, reads, plan } = parts;
  const history = ctx.db
    .insert(serverEvents)
    .values({ ...event, id: ctx.newId(), guildId: ctx.guildId, receivedAt: ctx.now() })
    .onConflictDoNothing();
  const change: Required<Pick<Change, 'statements' | 'signals' | 'jobs'>> = {
    statements: [requireChange(history.getSQL(), 'event-known')],
    signals: [],
    jobs: [],
  };
  if (plan.applies) {
    change.statements.push(stateChange(ctx, event, reads.server));
    if (!reads.server) change.jobs.push(identifyJob(event));
    if (plan.changed) change.signals.push(changedSignal(event, reads.server));
    const { action } = reads;
    if (action && plan.confirms) {
      const done: ActionRow = {
        ...action,
        state: 'confirmed',
        error: null,
        dueAt: null,
        finishedAt: ctx.now(),
      };
      const { state, error, dueAt, finishedAt } = done;
      change.statements.push(guardedUpdate(ctx, action, { state, error, dueAt, finishedAt }));
      change.signals.push(actionSignal('server.action-confirmed', done));
    }
    addNotice(ctx, parts, change);
  }
  await ctx.commit(change);
}

function stateChange(
  ctx: ActionContext,
  { serverId, state, at }: ReportedEvent,
  known: ServerRow | undefined,
) {
  if (!known) {
    const row = { guildId: ctx.guildId, serverId, name: serverId, state, stateAt: at, seenAt: ctx.now() };
    return requireChange(ctx.db.insert(servers).values(row).onConflictDoNothing().getSQL(), 'server-changed');
  }
  return requireChange(
    ctx.db
      .update(servers)
      .set({ state, stateAt: at, seenAt: ctx.now(), version: sql`${servers.version} + 1` })
      .where(
        and(
          eq(servers.guildId, ctx.guildId),
          eq(servers.serverId, serverId),
          eq(servers.version, known.version),
        ),
      )
      .getSQL(),
    'server-changed',
  );
}

const identifyJob = ({ serverId }: ReportedEvent): NewJob => ({
  name: 'servers.identify',
  payload: { serverId },
  key: serverId,
});

const changedSignal = ({ serverId, state, at, eventId }: ReportedEvent, known: ServerRow | undefined) => ({
  type: 'server.state-changed',
  subject: `server:${serverId}`,
  data: {
    serverId,
    serverName: known?.name ?? serverId,
    accountId: known?.accountId ?? null,
    before: known?.state ?? null,
    state,
    at: at.toISOString(),
    eventId,
  },
});

function addNotice(
  ctx: ActionContext,
  { event, reads, plan, settings }: Parts,
  change: Required<Pick<Change, 'statements' | 'jobs'>>,
): void {
  const { notice } = plan;
  if (notice.kind === 'none') return;
  if (notice.kind === 'open') {
    if (!settings.statusChannel) return;
    const id = ctx.newId();
    const row = {
      id,
      guildId: ctx.guildId,
      serverId: event.serverId,
      serverName: reads.server?.name ?? event.serverId,
      phase: 'reported' as const,
      state: event.state,
      openedBy: actorLabel(ctx.actor),
      openedByName: '',
      openedAt: event.at,
      changedAt: event.at,
      changes: [ctx.now().getTime()],
    };
    change.statements.push(ctx.db.insert(serverNotices).values(row));
    change.jobs.push(noticeJob(id));
    return;
  }
  const { id, phase, changes, calmAt } = notice;
  const before = reads.notice?.phase ?? phase;
  const set = {
    changes,
    calmAt,
    state: event.state,
    changedAt: event.at,
    // What an action came to stays said until something else has come of it.
    ...(phase === before ? {} : { phase, error: null }),
  };
  const asRead = and(
    eq(serverNotices.guildId, ctx.guildId),
    eq(serverNotices.id, id),
    eq(serverNotices.phase, before),
  );
  change.statements.push(
    requireChange(ctx.db.update(serverNotices).set(set).where(asRead).getSQL(), 'notice-changed'),
  );
  if (notice.kind === 'edit') change.jobs.push(noticeJob(id));
}
