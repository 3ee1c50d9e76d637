import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { changeAnnouncement } from '../change-announcement.ts';
import { findAnnouncement } from '../find-announcement.ts';
import { runTimes } from '../run-times.ts';

/** Lets a paused announcement go on with its next time from now. */
export async function resumeAnnouncement(ctx: ActionContext, reference: string): Promise<AnnouncementRow> {
  await ctx.require('announcements:manage');
  const row = await findAnnouncement(ctx, reference);
  if (row.state !== 'paused') {
    throw new ConflictError('not-paused', `#${row.number} is ${row.state}, not paused.`);
  }
  const [next] = runTimes(row.timing, row.timeZone, ctx.now(), 1);
  if (!next) {
    throw new InputError(`The time of #${row.number} has passed. Give it a new one with \`/announce edit\`.`);
  }
  return changeAnnouncement(ctx, row, {
    verb: 'resume',
    said: 'resumed',
    set: { state: 'active', nextRunAt: next },
  });
}
