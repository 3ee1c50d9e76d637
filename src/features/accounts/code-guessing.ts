import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { LimitError } from '../../core/errors.ts';
import { timestamp } from '../../discord/text.ts';
import { linkAttempts } from './tables.ts';

/** So many wrong codes of one person within the window; then none is looked at until it is over. */
const MOST_WRONG = 5;
const WINDOW_MS = 15 * 60_000;

/** Throws LimitError while the person has tried too many wrong codes. */
export async function requireTries(ctx: ActionContext, personId: string): Promise<void> {
  const from = new Date(ctx.now().getTime() - WINDOW_MS);
  const [row] = await ctx.db
    .select({ failed: linkAttempts.failed, windowFrom: linkAttempts.windowFrom })
    .from(linkAttempts)
    .where(
      and(
        eq(linkAttempts.guildId, ctx.guildId),
        eq(linkAttempts.userId, personId),
        gt(linkAttempts.windowFrom, from),
      ),
    );
  if (!row || row.failed < MOST_WRONG) return;
  const over = row.windowFrom.getTime() + WINDOW_MS;
  const when =
    ctx.source === 'discord'
      ? timestamp(over, 'R')
      : `in ${Math.ceil((over - ctx.now().getTime()) / 60_000)} minutes`;
  throw new LimitError(`That were too many wrong codes. Try again ${when}, with a fresh code.`);
}

/** Counts a wrong code; the first one opens a window. */
export async function countWrongCode(ctx: ActionContext, personId: string): Promise<void> {
  const now = ctx.now();
  const isOver = lt(linkAttempts.windowFrom, new Date(now.getTime() - WINDOW_MS));
  await ctx.db
    .insert(linkAttempts)
    .values({ guildId: ctx.guildId, userId: personId, failed: 1, windowFrom: now })
    .onConflictDoUpdate({
      target: [linkAttempts.guildId, linkAttempts.userId],
      set: {
        failed: sql`case when ${isOver} then 1 else ${linkAttempts.failed} + 1 end`,
        windowFrom: sql`case when ${isOver} then ${now.toISOString()}::timestamptz else ${linkAttempts.windowFrom} end`,
      },
    });
}
