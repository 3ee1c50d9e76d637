import type { ActionContext } from '../../../core/context.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { searchAnnouncements } from '../find-announcement.ts';

/** More than anybody keeps at once; a limit of the answer, not of what there may be. */
const MOST = 200;

/** Announcements of this server, those still to come first; `words` narrow them by number or name. */
export async function listAnnouncements(
  ctx: ActionContext,
  { words = '', limit = MOST }: { words?: string; limit?: number } = {},
): Promise<AnnouncementRow[]> {
  await ctx.require('announcements:read');
  return searchAnnouncements(ctx, words.slice(0, 100), Math.min(limit, MOST));
}
