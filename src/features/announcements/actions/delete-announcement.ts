import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { type AnnouncementRow, viewOf } from '../announcement-view.ts';
import { findAnnouncement } from '../find-announcement.ts';
import { announcementDrafts, announcementRuns, announcements } from '../tables.ts';

/** Deletes an announcement with its history. What was posted stays in Discord. */
export async function deleteAnnouncement(ctx: ActionContext, reference: string): Promise<AnnouncementRow> {
  await ctx.require('announcements:manage');
  const row = await findAnnouncement(ctx, reference);
  const subject = `announcement:${row.id}`;
  await ctx.commit({
    statements: [
      requireChange(
        ctx.db
          .delete(announcements)
          .where(and(eq(announcements.guildId, ctx.guildId), eq(announcements.id, row.id)))
          .getSQL(),
        'announcement-gone',
      ),
      ctx.db
        .delete(announcementRuns)
        .where(and(eq(announcementRuns.guildId, ctx.guildId), eq(announcementRuns.announcementId, row.id))),
      ctx.db
        .delete(announcementDrafts)
        .where(
          and(eq(announcementDrafts.guildId, ctx.guildId), eq(announcementDrafts.announcementId, row.id)),
        ),
    ],
    signals: [
      { type: 'announcement.changed', subject, data: { announcement: viewOf(row), change: 'deleted' } },
    ],
    audit: [{ action: 'announcements.delete', target: subject, before: viewOf(row) }],
  });
  return row;
}
