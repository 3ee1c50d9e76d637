import { and, asc, eq, ilike, or } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { MOST_CANNED } from '../limits.ts';
import { cannedReplies } from '../tables.ts';

/** Canned replies by name; `words` narrow them by name or text. */
export async function listCannedReplies(
  ctx: ActionContext,
  { words = '', limit = MOST_CANNED }: { words?: string; limit?: number } = {},
) {
  await ctx.require('inbox:read');
  const pattern = `%${words
    .trim()
    .slice(0, 100)
    .replace(/[\\%_]/g, '\\$&')}%`;
  return ctx.db
    .select()
    .from(cannedReplies)
    .where(
      and(
        eq(cannedReplies.guildId, ctx.guildId),
        or(ilike(cannedReplies.name, pattern), ilike(cannedReplies.body, pattern)),
      ),
    )
    .orderBy(asc(cannedReplies.name))
    .limit(limit);
}
