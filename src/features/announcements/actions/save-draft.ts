import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { findAnnouncement } from '../find-announcement.ts';
import { planMessage } from '../plan.ts';
import { checkTiming } from '../run-times.ts';
import { announcementDrafts } from '../tables.ts';
import { insertAnnouncement } from './create-announcement.ts';
import { findDraft } from './draft-announcement.ts';
import { applyPlan } from './edit-announcement.ts';

/**
 * Says yes to a draft: it becomes an announcement, or changes the one that it was made for. Taking the draft out is
 * part of the same transaction, so of two clicks one counts.
 */
export async function saveDraft(
  ctx: ActionContext,
  id: string,
): Promise<{ row: AnnouncementRow; created: boolean }> {
  await ctx.require('announcements:manage');
  const draft = await findDraft(ctx, id);
  await planMessage(ctx, draft.message);
  const { name, message, target, timing, timeZone } = draft;
  if (target.kind === 'webhook' && target.sealed === '')
    throw new InputError('The webhook’s address is missing.');
  const plan = { name, message, target, timing, timeZone };
  const taken = requireChange(
    ctx.db
      .delete(announcementDrafts)
      .where(and(eq(announcementDrafts.guildId, ctx.guildId), eq(announcementDrafts.id, draft.id)))
      .getSQL(),
    'draft-gone',
  );
  if (draft.announcementId === null) {
    checkTiming(timing, timeZone, ctx.now());
    return { row: await insertAnnouncement(ctx, plan, [taken]), created: true };
  }
  const row = await findAnnouncement(ctx, draft.announcementId);
  if (row.version !== draft.version) throw new ConflictError('announcement-changed');
  return { row: await applyPlan(ctx, row, plan, [taken]), created: false };
}
