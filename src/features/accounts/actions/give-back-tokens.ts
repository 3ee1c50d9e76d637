import { and, eq } from 'drizzle-orm';
import { openAccounts } from '../../../core/accounts/accounts-context.ts';
import { openAccessToken } from '../../../core/accounts/renewing-tokens.ts';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { revokeToken } from '../../../discord/oauth.ts';
import { hasOtherTokens } from '../give-back.ts';
import { accountTokens } from '../tables.ts';
import { tokenPurpose } from '../token-place.ts';

/**
 * Gives the tokens of an ended link back at Discord and deletes them. Discord only knows all or nothing of a person: it
 * ends their sign-ins here as well, and is left to it while another link of theirs uses tokens. Bears being done again:
 * a crash in between gives back what Discord has already taken.
 */
export async function giveBackTokens(ctx: ActionContext, linkId: string): Promise<void> {
  const mine = and(
    eq(accountTokens.guildId, ctx.guildId),
    eq(accountTokens.linkId, linkId),
    eq(accountTokens.state, 'giving-back'),
  );
  const [row] = await ctx.db.select().from(accountTokens).where(mine);
  if (!row) return;
  const accounts = openAccounts(ctx.runtime);
  const token = await openAccessToken(accounts, { sealed: row.tokens, purpose: tokenPurpose(linkId) }).catch(
    (error: unknown) => ctx.log.warn('tokens of an ended link cannot be opened', { error }),
  );
  if (token && !(await hasOtherTokens(accounts, row.userId, linkId))) {
    try {
      await revokeToken(accounts.discord, accounts.client, token);
    } catch (error) {
      // Whatever Discord has against it, the tokens are of no use to anybody here.
      if (!(error instanceof DiscordApiError)) throw error;
      ctx.log.warn('Discord did not take back tokens', { error });
    }
  }
  await ctx.db.delete(accountTokens).where(mine);
}
