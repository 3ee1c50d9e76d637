import { and, desc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { AnnouncementRow, RunRow } from '../announcement-view.ts';
import { findAnnouncement } from '../find-announcement.ts';
import { announcementRuns } from '../tables.ts';

/** Runs that are shown; older ones stay in the table. */
const SHOWN = 20;

/** An announcement with what became of its last runs, newest first. */
export async function showAnnouncement(
  ctx: ActionContext,
  reference: string,
): Promise<{ row: AnnouncementRow; runs: RunRow[] }> {
  await ctx.require('announcements:read');
  const row = await findAnnouncement(ctx, reference);
  return { row, runs: await lastRuns(ctx, row.id) };
}

export const lastRuns = (ctx: ActionContext, announcementId: string): Promise<RunRow[]> =>
  ctx.db
    .select()
    .from(announcementRuns)
    .where(
      and(eq(announcementRuns.guildId, ctx.guildId), eq(announcementRuns.announcementId, announcementId)),
    )
    .orderBy(desc(announcementRuns.createdAt))
    .limit(SHOWN);
