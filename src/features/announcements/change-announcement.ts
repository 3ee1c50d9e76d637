import { and, eq } from 'drizzle-orm';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireChange } from '../../core/database/guard.ts';
import { type AnnouncementRow, viewOf } from './announcement-view.ts';
import { announcements } from './tables.ts';

interface AnnouncementChange {
  /** As in the audit action `announcements.<verb>`. */
  verb: 'edit' | 'pause' | 'resume' | 'skip';
  /** As the signal says it. */
  said: 'edited' | 'paused' | 'resumed' | 'skipped';
  set: Partial<
    Pick<AnnouncementRow, 'name' | 'message' | 'target' | 'timing' | 'timeZone' | 'state' | 'nextRunAt'>
  >;
  statements?: Change['statements'];
}

/**
 * Writes one change with its signal and audit row, all or nothing. Throws ConflictError when somebody changed the
 * announcement since it was loaded, or when the next run that `set` replaces has begun meanwhile.
 */
export async function changeAnnouncement(
  ctx: ActionContext,
  row: AnnouncementRow,
  { verb, said, set, statements = [] }: AnnouncementChange,
): Promise<AnnouncementRow> {
  const stamp = { version: row.version + 1, updatedAt: ctx.now() };
  const after = { ...row, ...set, ...stamp };
  const update = ctx.db
    .update(announcements)
    .set({ ...set, ...stamp })
    .where(
      and(
        eq(announcements.guildId, ctx.guildId),
        eq(announcements.id, row.id),
        eq(announcements.version, row.version),
        ...(set.nextRunAt !== undefined && row.nextRunAt ? [eq(announcements.nextRunAt, row.nextRunAt)] : []),
      ),
    );
  const subject = `announcement:${row.id}`;
  await ctx.commit({
    statements: [requireChange(update.getSQL(), 'announcement-changed'), ...statements],
    signals: [{ type: 'announcement.changed', subject, data: { announcement: viewOf(after), change: said } }],
    audit: [{ action: `announcements.${verb}`, target: subject, before: viewOf(row), after: viewOf(after) }],
  });
  return after;
}
