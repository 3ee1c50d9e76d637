import { and, eq, ne } from 'drizzle-orm';
import { isAllowedElsewhere, keepForReturn, returnJob } from '../../core/accounts/return-tokens.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import { accountTokens } from './tables.ts';
import { tokenPurpose } from './token-place.ts';

/**
 * What takes the tokens of a link that ends, for its change: they are deleted, and a job gives them back at Discord. That
 * ends the person's sign-ins here as well, and is left where another server's link needs what they allowed.
 */
export async function dropTokens(
  ctx: ActionContext,
  linkId: string,
): Promise<Required<Pick<Change, 'statements' | 'jobs'>>> {
  const mine = and(eq(accountTokens.guildId, ctx.guildId), eq(accountTokens.linkId, linkId));
  const [row] = await ctx.db.select().from(accountTokens).where(mine);
  if (!row) return { statements: [], jobs: [] };
  const remove = ctx.db.delete(accountTokens).where(mine);
  const isWorthless = row.state === 'needs-renewal';
  if (isWorthless || (await isAllowedElsewhere(ctx, row.userId))) return { statements: [remove], jobs: [] };
  const returnId = ctx.newId();
  const kept = await keepForReturn(ctx, returnId, [{ sealed: row.tokens, purpose: tokenPurpose(linkId) }]);
  return kept
    ? { statements: [remove, kept], jobs: [returnJob(returnId)] }
    : { statements: [remove], jobs: [] };
}

/** Whether the person has tokens that are good, in whatever server or in any but one. */
export async function hasTokens(
  { db }: Pick<ActionContext, 'db'>,
  userId: string,
  exceptGuild?: string,
): Promise<boolean> {
  const [found] = await db
    .select({ linkId: accountTokens.linkId })
    .from(accountTokens)
    .where(
      and(
        eq(accountTokens.userId, userId),
        eq(accountTokens.state, 'good'),
        exceptGuild === undefined ? undefined : ne(accountTokens.guildId, exceptGuild),
      ),
    )
    .limit(1);
  return found !== undefined;
}
