import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { NewJob } from '../../../core/queue/job.ts';
import type { NoticePhase } from '../model.ts';
import { serverNotices } from '../tables.ts';

/** How the message about an action ends that came to nothing; there may be none, as the channel is a setting. */
export function noticeOfAction(
  ctx: ActionContext,
  actionId: string,
  end: { phase: Extract<NoticePhase, 'failed' | 'unconfirmed'>; error: string | null },
) {
  const job: NewJob = { name: 'servers.notice-of', payload: { actionId } };
  const statement = ctx.db
    .update(serverNotices)
    .set({ ...end, changedAt: ctx.now() })
    .where(and(eq(serverNotices.guildId, ctx.guildId), eq(serverNotices.actionId, actionId)));
  return { statement, job };
}
