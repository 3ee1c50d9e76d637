import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import type { StandingQuestion } from '../../core/roles/standing.ts';
import { accountLinks } from './tables.ts';

/** Discord ids of members who are linked now; one query. */
export async function linkedMembers(ctx: ActionContext, question: StandingQuestion): Promise<string[]> {
  const { userId } = accountLinks;
  if ('userIds' in question && question.userIds.length === 0) return [];
  const which = 'userIds' in question ? inArray(userId, [...question.userIds]) : gt(userId, question.after);
  const rows = ctx.db
    .select({ userId })
    .from(accountLinks)
    .where(and(eq(accountLinks.guildId, ctx.guildId), isNull(accountLinks.endedAt), which))
    .orderBy(asc(userId));
  const found = await ('userIds' in question ? rows : rows.limit(question.limit));
  return found.map((row) => row.userId);
}
