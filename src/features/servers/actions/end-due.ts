import { and, asc, eq, inArray, isNotNull, lt, lte } from 'drizzle-orm';
import { type ActionContext, createContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { WAITING } from '../model.ts';
import { type NoticeRow, serverActions, serverEvents, serverNotices } from '../tables.ts';
import { noticeJob } from '../write-action.ts';
import { endAction } from './end-action.ts';

/** Taken at once; the next minute takes the next ones. */
const MOST = 100;
/** What servers were is kept so long. */
const KEEP_MS = 90 * 24 * 60 * 60_000;

/**
 * Ends what waited long enough, of all servers: flapping that has calmed down, and actions without a report or approval
 * whose own job (`servers.end`) did not come.
 */
export async function endDue(ctx: ActionContext): Promise<{ ended: number }> {
  const now = ctx.now();
  const [actions, notices] = await ctx.db.batch([
    ctx.db
      .select()
      .from(serverActions)
      .where(and(inArray(serverActions.state, [...WAITING]), lte(serverActions.dueAt, now)))
      .orderBy(asc(serverActions.dueAt))
      .limit(MOST),
    ctx.db
      .select()
      .from(serverNotices)
      .where(and(isNotNull(serverNotices.calmAt), lte(serverNotices.calmAt, now)))
      .limit(MOST),
    ctx.db.delete(serverEvents).where(lt(serverEvents.receivedAt, new Date(now.getTime() - KEEP_MS))),
  ]);
  const guild = (guildId: string) =>
    createContext(ctx.runtime, {
      guildId,
      actor: { kind: 'system', name: 'servers' },
      source: 'schedule',
      requestId: ctx.requestId,
    });
  for (const row of actions) await alone(ctx, () => endAction(guild(row.guildId), row.id));
  for (const row of notices) await alone(ctx, () => calm(guild(row.guildId), row));
  return { ended: actions.length + notices.length };
}

/** One that can't be ended may not hold up those of other servers; the next minute tries it again. */
async function alone(ctx: ActionContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ConflictError)) ctx.log.error('a server action was not ended', { error });
  }
}

/** Says in the same message what the server is after all. */
async function calm(ctx: ActionContext, row: NoticeRow): Promise<void> {
  if (!row.calmAt) return;
  const update = ctx.db
    .update(serverNotices)
    .set({ phase: 'reported', calmAt: null, changes: [] })
    .where(
      and(
        eq(serverNotices.guildId, ctx.guildId),
        eq(serverNotices.id, row.id),
        eq(serverNotices.calmAt, row.calmAt),
      ),
    );
  await ctx.commit({ statements: [update], jobs: [noticeJob(row.id)] });
}
