import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { changeAnnouncement } from '../change-announcement.ts';
import { findAnnouncement } from '../find-announcement.ts';
import { runTimes } from '../run-times.ts';
import { announcementRuns } from '../tables.ts';

/** Leaves out the next time; the history says so. An announcement without a further time is finished. */
export async function skipRun(ctx: ActionContext, reference: string): Promise<AnnouncementRow> {
  await ctx.require('announcements:manage');
  const row = await findAnnouncement(ctx, reference);
  if (row.state !== 'active' || !row.nextRunAt) {
    throw new ConflictError('not-active', `#${row.number} is ${row.state}: there is nothing to skip.`);
  }
  const [next = null] = runTimes(row.timing, row.timeZone, row.nextRunAt, 1);
  return changeAnnouncement(ctx, row, {
    verb: 'skip',
    said: 'skipped',
    set: { nextRunAt: next, state: next ? 'active' : 'finished' },
    statements: [
      ctx.db
        .insert(announcementRuns)
        .values({
          id: ctx.newId(),
          guildId: ctx.guildId,
          announcementId: row.id,
          dueAt: row.nextRunAt,
          trigger: 'schedule',
          state: 'skipped',
          createdAt: ctx.now(),
          finishedAt: ctx.now(),
        })
        .onConflictDoNothing(),
    ],
  });
}
