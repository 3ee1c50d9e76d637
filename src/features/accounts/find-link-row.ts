import { and, desc, eq, isNull, type SQL } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { isUuid } from '../../core/ids.ts';
import type { LinkRow } from './establish-link.ts';
import { accountLinks } from './tables.ts';

/** A link by its id, live or ended, or the live one of a person or an account. One query. */
export async function findLinkRow(
  ctx: ActionContext,
  by: { id: string } | { userId: string } | { accountId: string },
): Promise<LinkRow | undefined> {
  if ('id' in by) return isUuid(by.id) ? first(ctx, eq(accountLinks.id, by.id)) : undefined;
  const which =
    'userId' in by ? eq(accountLinks.userId, by.userId) : eq(accountLinks.accountId, by.accountId);
  return first(ctx, and(which, isNull(accountLinks.endedAt)));
}

async function first(ctx: ActionContext, which: SQL | undefined): Promise<LinkRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(accountLinks)
    .where(and(eq(accountLinks.guildId, ctx.guildId), which))
    .orderBy(desc(accountLinks.linkedAt))
    .limit(1);
  return row;
}
