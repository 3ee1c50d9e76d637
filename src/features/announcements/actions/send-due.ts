import { and, asc, eq, lte } from 'drizzle-orm';
import { type ActionContext, createContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { missedTimes, runTimes } from '../run-times.ts';
import { announcementRuns, announcements } from '../tables.ts';

/** Announcements taken at once; the next minute takes the next ones. */
const MOST = 100;

/**
 * Starts every announcement that is due, of all servers. Moving `next_run_at` on, the run and its job are one
 * transaction with a guard, so two crons at once start a run once. However many times have passed while nothing ran,
 * one run is started for all of them.
 */
export async function sendDue(ctx: ActionContext): Promise<{ started: number }> {
  const due = await ctx.db
    .select()
    .from(announcements)
    .where(and(eq(announcements.state, 'active'), lte(announcements.nextRunAt, ctx.now())))
    .orderBy(asc(announcements.nextRunAt))
    .limit(MOST);
  let started = 0;
  for (const row of due) {
    const guild = createContext(ctx.runtime, {
      guildId: row.guildId,
      actor: { kind: 'system', name: 'announcements' },
      source: 'schedule',
      requestId: ctx.requestId,
    });
    try {
      if (await startRun(guild, row)) started += 1;
    } catch (error) {
      // One that cannot be started may not hold up those of other servers; the next minute tries it again.
      guild.log.error('announcement not started', { announcement: row.id, error });
    }
  }
  return { started };
}

async function startRun(ctx: ActionContext, row: AnnouncementRow): Promise<boolean> {
  const dueAt = row.nextRunAt;
  if (!dueAt) return false;
  const now = ctx.now();
  const [next = null] = runTimes(row.timing, row.timeZone, now, 1);
  const runId = ctx.newId();
  // What comes due while the feature is switched off is left out, as if it were paused.
  const on = (await ctx.featureState('announcements')) === 'on';
  const take = ctx.db
    .update(announcements)
    .set({ nextRunAt: next, state: next ? 'active' : 'finished' })
    .where(
      and(
        eq(announcements.id, row.id),
        eq(announcements.guildId, ctx.guildId),
        eq(announcements.state, 'active'),
        eq(announcements.nextRunAt, dueAt),
        eq(announcements.version, row.version),
      ),
    );
  try {
    await ctx.commit({
      statements: [
        requireChange(take.getSQL(), 'run-taken'),
        ctx.db
          .insert(announcementRuns)
          .values({
            id: runId,
            guildId: ctx.guildId,
            announcementId: row.id,
            dueAt,
            trigger: 'schedule',
            missed: missedTimes(row.timing, row.timeZone, dueAt, now),
            state: on ? 'queued' : 'skipped',
            createdAt: now,
            finishedAt: on ? null : now,
          })
          // A run of that time exists only if somebody set the clock of an announcement back: once is enough.
          .onConflictDoNothing(),
      ],
      jobs: on ? [{ name: 'announcements.send', payload: { runId }, key: runId }] : [],
    });
    return on;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}
