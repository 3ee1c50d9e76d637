import type { ActionContext } from '../../../core/context.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { findAnnouncement } from '../find-announcement.ts';
import { announcementRuns } from '../tables.ts';

/** Sends an announcement now, whatever its state; its times stay as they are. The job that sends it is queued. */
export async function runAnnouncement(ctx: ActionContext, reference: string): Promise<AnnouncementRow> {
  await ctx.require('announcements:manage');
  const row = await findAnnouncement(ctx, reference);
  if (row.message.pings.length > 0) await ctx.require('announcements:ping');
  const runId = ctx.newId();
  await ctx.commit({
    statements: [
      ctx.db.insert(announcementRuns).values({
        id: runId,
        guildId: ctx.guildId,
        announcementId: row.id,
        dueAt: ctx.now(),
        trigger: 'person',
        state: 'queued',
        createdAt: ctx.now(),
      }),
    ],
    audit: [{ action: 'announcements.run', target: `announcement:${row.id}`, after: { runId } }],
    jobs: [{ name: 'announcements.send', payload: { runId }, key: runId }],
  });
  return row;
}
