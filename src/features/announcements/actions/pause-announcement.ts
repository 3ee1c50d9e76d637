import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { changeAnnouncement } from '../change-announcement.ts';
import { findAnnouncement } from '../find-announcement.ts';

/** Stops an announcement until it is resumed; what was due meanwhile is not made up for. */
export async function pauseAnnouncement(ctx: ActionContext, reference: string): Promise<AnnouncementRow> {
  await ctx.require('announcements:manage');
  const row = await findAnnouncement(ctx, reference);
  if (row.state !== 'active') {
    throw new ConflictError('not-active', `#${row.number} is ${row.state} already, so it is not sent.`);
  }
  return changeAnnouncement(ctx, row, {
    verb: 'pause',
    said: 'paused',
    set: { state: 'paused', nextRunAt: null },
  });
}
