import { and, asc, eq, lte } from 'drizzle-orm';
import { type ActionContext, createContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { timestamp } from '../../../discord/text.ts';
import { kinded, type MaintenanceDetails } from '../details.ts';
import { dueStep } from '../due.ts';
import { type NoticeRow, viewOf } from '../notice-view.ts';
import { noticesSettings } from '../settings.ts';
import { notices } from '../tables.ts';
import { changeNotice, subjectOf } from '../write-notice.ts';

/** Taken at once; the next minute takes the next ones. */
const MOST = 100;
/** So long what is due in a server that has switched notices off is left alone. */
const OFF_MS = 10 * 60_000;

/**
 * Does what the clock has to do with notices of all servers: reminds of maintenance, begins and ends it, says alerts
 * again. Each step is guarded by the notice's version, so two crons at once do it once.
 */
export async function runDue(ctx: ActionContext): Promise<{ done: number }> {
  const due = await ctx.db
    .select()
    .from(notices)
    .where(lte(notices.dueAt, ctx.now()))
    .orderBy(asc(notices.dueAt))
    .limit(MOST);
  let done = 0;
  for (const row of due) {
    const guild = createContext(ctx.runtime, {
      guildId: row.guildId,
      actor: { kind: 'system', name: 'Guildhall' },
      source: 'schedule',
      requestId: ctx.requestId,
    });
    try {
      await step(guild, row);
      done += 1;
    } catch (error) {
      // Somebody was faster. One that fails may not hold up those of other servers; the next minute tries it again.
      if (!(error instanceof ConflictError))
        guild.log.error('notice not brought on', { notice: row.id, error });
    }
  }
  return { done };
}

async function step(ctx: ActionContext, row: NoticeRow): Promise<void> {
  const now = ctx.now();
  if ((await ctx.featureState('notices')) !== 'on') return wait(ctx, row, new Date(now.getTime() + OFF_MS));
  const next = dueStep(row, await ctx.settings(noticesSettings), now);
  switch (next.kind) {
    case 'remind':
      return remind(ctx, row);
    case 'begin':
      await changeNotice(ctx, row, {
        change: 'begun',
        verb: 'begin',
        set: { state: 'underway' },
        says: 'The maintenance has begun.',
      });
      return;
    case 'end':
      await changeNotice(ctx, row, {
        change: 'ended',
        verb: 'end',
        set: { state: 'completed' },
        says: 'The maintenance is over.',
      });
      return;
    case 'escalate':
      return escalate(ctx, row);
    case 'wait':
      return wait(ctx, row, next.until);
  }
}

async function remind(ctx: ActionContext, row: NoticeRow): Promise<void> {
  const of = kinded(row);
  if (of.kind !== 'maintenance') return;
  const details: MaintenanceDetails = { ...of.details, reminded: true };
  await changeNotice(ctx, row, {
    change: 'reminded',
    verb: 'remind',
    set: { details },
    says: `Reminder: it begins ${timestamp(new Date(details.startsAt), 'R')}.`,
  });
}

/** Not an update: only those hear of it who have to do something. */
async function escalate(ctx: ActionContext, row: NoticeRow): Promise<void> {
  const { escalateMinutes } = await ctx.settings(noticesSettings);
  const set = {
    escalations: row.escalations + 1,
    dueAt: new Date(ctx.now().getTime() + escalateMinutes * 60_000),
    version: row.version + 1,
  };
  const after = { ...row, ...set };
  await ctx.commit({
    statements: [requireChange(setOf(ctx, row, set).getSQL(), 'notice-changed')],
    signals: [{ type: 'notice.escalated', subject: subjectOf(row), data: { notice: viewOf(after) } }],
    audit: [
      { action: 'notices.escalate', target: subjectOf(row), before: viewOf(row), after: viewOf(after) },
    ],
    jobs: [{ name: 'notices.show', payload: { noticeId: row.id } }],
  });
}

async function wait(ctx: ActionContext, row: NoticeRow, dueAt: Date | null): Promise<void> {
  await ctx.commit({ statements: [requireChange(setOf(ctx, row, { dueAt }).getSQL(), 'notice-changed')] });
}

const setOf = (ctx: ActionContext, row: NoticeRow, set: Partial<NoticeRow>) =>
  ctx.db
    .update(notices)
    .set(set)
    .where(and(eq(notices.guildId, ctx.guildId), eq(notices.id, row.id), eq(notices.version, row.version)));
