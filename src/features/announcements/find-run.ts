import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { requireThat } from '../../core/database/guard.ts';
import { findPosted, isOwn, lockAdoption, takenByPosts, wordsHash } from '../../core/posts/find-posted.ts';
import type { RunRow } from './announcement-view.ts';
import { announcementRuns } from './tables.ts';

/** Name of the guard below. */
export const MESSAGE_TAKEN = 'message-taken';

/** What an earlier attempt posted in a channel: where it was tried and with the words of then, and no other run's. */
export async function findRun(
  ctx: ActionContext,
  { channelId, postedWords, createdAt }: RunRow,
): Promise<{ channelId: string; messageId: string } | undefined> {
  if (channelId === null || postedWords === null) return undefined;
  const found = await findPosted(ctx, channelId, {
    since: createdAt,
    isIt: async (message) => isOwn(ctx, message) && (await wordsHash(message)) === postedWords,
    taken: async (ids) => new Set([...(await takenByPosts(ctx, ids)), ...(await takenByRuns(ctx, ids))]),
  });
  return found && { channelId, messageId: found.id };
}

async function takenByRuns(ctx: ActionContext, ids: string[]): Promise<ReadonlySet<string | null>> {
  const rows = await ctx.db
    .select({ id: announcementRuns.messageId })
    .from(announcementRuns)
    .where(and(eq(announcementRuns.guildId, ctx.guildId), inArray(announcementRuns.messageId, ids)));
  return new Set(rows.map(({ id }) => id));
}

/** For the batch that writes down a run's message: of two runs that found the same one, one gets it. */
export const claimOfRun = (
  ctx: ActionContext,
  { id }: RunRow,
  messageId: string | null | undefined,
): SQL[] =>
  messageId
    ? [
        lockAdoption(ctx, messageId),
        requireThat(
          sql`not exists (select 1 from announcement_runs where guild_id = ${ctx.guildId}
            and message_id = ${messageId} and id <> ${id}::uuid)`,
          MESSAGE_TAKEN,
        ),
      ]
    : [];
