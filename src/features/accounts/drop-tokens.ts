import { and, eq, ne, sql } from 'drizzle-orm';
import { isAllowedElsewhere, keepForReturn, returnJob } from '../../core/accounts/return-tokens.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import { requireThat } from '../../core/database/guard.ts';
import { accountTokens } from './tables.ts';
import { tokenPurpose } from './token-place.ts';

/** Name of the guard that fails when the tokens were renewed meanwhile, or came only now. */
export const TOKENS_CHANGED = 'tokens-changed';

/**
 * What takes the tokens of a link that ends, for its change: they are deleted, and a job gives them back at Discord. That
 * ends the person's sign-ins here as well, and is left where another server's link needs what they allowed. Fails with the
 * guard TOKENS_CHANGED where they are others by then.
 */
export async function dropTokens(
  ctx: ActionContext,
  linkId: string,
): Promise<Required<Pick<Change, 'statements' | 'jobs'>>> {
  const mine = and(eq(accountTokens.guildId, ctx.guildId), eq(accountTokens.linkId, linkId));
  const [row] = await ctx.db.select().from(accountTokens).where(mine);
  const none = requireThat(
    sql`not exists (select 1 from account_tokens where guild_id = ${ctx.guildId} and link_id = ${linkId})`,
    TOKENS_CHANGED,
  );
  if (!row) return { statements: [none], jobs: [] };
  const remove = ctx.db.delete(accountTokens).where(and(mine, eq(accountTokens.tokens, row.tokens)));
  const isWorthless = row.state === 'needs-renewal';
  if (isWorthless || (await isAllowedElsewhere(ctx, row.userId)))
    return { statements: [remove, none], jobs: [] };
  const returnId = ctx.newId();
  const kept = await keepForReturn(ctx, returnId, [{ sealed: row.tokens, purpose: tokenPurpose(linkId) }]);
  return kept
    ? { statements: [remove, none, kept], jobs: [returnJob(returnId)] }
    : { statements: [remove, none], jobs: [] };
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
