import { eq, type SQL, sql } from 'drizzle-orm';
import { DiscordApiError } from '../../discord/errors.ts';
import { revokeToken } from '../../discord/oauth.ts';
import type { ActionContext } from '../context.ts';
import type { Log } from '../log.ts';
import type { NewJob } from '../queue/job.ts';
import { type AccountsContext, openAccounts } from './accounts-context.ts';
import { revocableToken, type TokenPlace } from './renewing-tokens.ts';
import { tokenReturns } from './tables.ts';

/** Job that gives tokens back; the feature `hub` declares it. */
const RETURN_JOB = 'hub.return-tokens';

/** Tokens as the row kept them that is about to go. */
export type DroppedTokens = Pick<TokenPlace, 'sealed' | 'purpose'>;

const purposeOf = (returnId: string): string => `token-return:${returnId}`;

/**
 * A statement for the transaction that drops tokens: keeps them, sealed anew and without whose they are, until Discord
 * has them back. `returnJob` with the same id goes with it or follows; until then more may be added to the same return.
 * Undefined where none of them can be opened.
 */
export async function keepForReturn(
  { secrets, now, log }: Pick<AccountsContext, 'secrets' | 'now'> & { log: Log },
  returnId: string,
  dropped: readonly DroppedTokens[],
): Promise<SQL | undefined> {
  const sealed: string[] = [];
  for (const tokens of dropped) {
    try {
      // Whole: which of the two is still good is seen when Discord can be told.
      sealed.push(await secrets.seal(await secrets.open(tokens.sealed, tokens.purpose), purposeOf(returnId)));
    } catch (error) {
      log.warn('tokens to give back cannot be opened', { error });
    }
  }
  if (sealed.length === 0) return undefined;
  return sql`insert into token_returns (id, sealed, created_at)
    values (${returnId}::uuid, ${JSON.stringify(sealed)}::jsonb, ${now().toISOString()}::timestamptz)
    on conflict (id) do update set sealed = token_returns.sealed || excluded.sealed`;
}

export const returnJob = (returnId: string): NewJob => ({
  name: RETURN_JOB,
  payload: { returnId },
  key: returnId,
});

/** Whether anything is kept for this return. */
export async function hasReturn({ db }: Pick<ActionContext, 'db'>, returnId: string): Promise<boolean> {
  const [row] = await db
    .select({ id: tokenReturns.id })
    .from(tokenReturns)
    .where(eq(tokenReturns.id, returnId));
  return row !== undefined;
}

/**
 * Whether what a person allowed at Discord is still used in another server than this one. Discord takes it back all or
 * not at all, so it is then left as it is.
 */
export async function isAllowedElsewhere(ctx: ActionContext, userId: string): Promise<boolean> {
  for (const flow of ctx.runtime.registry.authorizations.values())
    if (await flow.isUsedElsewhere(ctx, userId)) return true;
  return false;
}

/**
 * Gives tokens back at Discord and forgets them. At-least-once: a crash in between gives back what Discord has already
 * taken, which it bears. Throws while Discord is down or the installation's own secret is wrong.
 */
export async function returnTokens(ctx: ActionContext, returnId: string): Promise<void> {
  const mine = eq(tokenReturns.id, returnId);
  const [row] = await ctx.db.select().from(tokenReturns).where(mine);
  if (!row) return;
  const { discord, client } = openAccounts(ctx.runtime);
  for (const sealed of row.sealed) {
    const token = await revocableToken(ctx, { sealed, purpose: purposeOf(returnId) }).catch(
      (error: unknown) => ctx.log.warn('tokens to give back cannot be opened', { error }),
    );
    if (!token) continue;
    try {
      await revokeToken(discord, client, token);
    } catch (error) {
      if (!(error instanceof DiscordApiError) || error.oauthError === 'invalid_client') throw error;
      // Whatever else Discord has against it, the token is of no use to anybody here.
      ctx.log.warn('Discord did not take back tokens', { error });
    }
  }
  await ctx.db.delete(tokenReturns).where(mine);
}
