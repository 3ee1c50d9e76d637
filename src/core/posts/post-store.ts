import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { ActionContext } from '../context.ts';
import { requireThat } from '../database/guard.ts';
import { ConflictError, UnavailableError } from '../errors.ts';
import { lockAdoption } from './find-posted.ts';
import { type PostJob, posts } from './tables.ts';

export type PostRow = typeof posts.$inferSelect;

/** Longer than the calls of one showing take, with their waits for Discord's limits. */
const LEASE_MS = 120_000;
const BUSY_MS = 3_000;
/** Name of the guard below. */
const TAKEN = 'message-taken';

/**
 * Takes the post for whoever shows it now, and makes its row the first time. Throws UnavailableError while another
 * worker has it; the job then comes again.
 */
export async function takePost(ctx: ActionContext, key: string, again: PostJob): Promise<PostRow> {
  const now = ctx.now();
  const leasedUntil = new Date(now.getTime() + LEASE_MS);
  const [row] = await ctx.db
    .insert(posts)
    .values({ guildId: ctx.guildId, key, again, leasedUntil, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({
      target: [posts.guildId, posts.key],
      set: { again, leasedUntil },
      setWhere: or(isNull(posts.leasedUntil), lt(posts.leasedUntil, now)),
    })
    .returning();
  if (row) return row;
  throw new UnavailableError('This message is being written just now.', { retryAfterMs: BUSY_MS });
}

/** Writes down how far it is. */
export async function savePost(
  ctx: ActionContext,
  row: PostRow,
  set: Partial<typeof posts.$inferInsert>,
): Promise<PostRow> {
  const change = { ...set, updatedAt: ctx.now() };
  await ctx.db
    .update(posts)
    .set(change)
    .where(and(eq(posts.guildId, ctx.guildId), eq(posts.key, row.key)));
  return { ...row, ...change };
}

/**
 * Writes down which message shows it, found or just posted; undefined when that message shows another post by now. Of
 * two that want the same message one gets it.
 */
export async function claimMessage(
  ctx: ActionContext,
  row: PostRow,
  set: Partial<typeof posts.$inferInsert> & { messageId: string },
): Promise<PostRow | undefined> {
  const change = { ...set, updatedAt: ctx.now() };
  const isFree = sql`not exists (select 1 from posts other where other.guild_id = ${ctx.guildId}
    and other.message_id = ${set.messageId} and other.key <> ${row.key})`;
  const update = ctx.db
    .update(posts)
    .set(change)
    .where(and(eq(posts.guildId, ctx.guildId), eq(posts.key, row.key)));
  try {
    // A row that was erased meanwhile is no reason to look for another message.
    await ctx.commit({
      statements: [lockAdoption(ctx, set.messageId), requireThat(isFree, TAKEN), update],
    });
    return { ...row, ...change };
  } catch (error) {
    if (error instanceof ConflictError && error.reason === TAKEN) return undefined;
    throw error;
  }
}
