import { and, eq, gt } from 'drizzle-orm';
import type { AccountsContext } from '../../core/accounts/accounts-context.ts';
import { sessions } from '../../core/tables.ts';
import { DiscordError } from '../../discord/errors.ts';
import { revokeToken } from '../../discord/oauth.ts';
import { hasTokens } from './drop-tokens.ts';
import type { Granted } from './establish-link.ts';

/**
 * Gives back at Discord tokens that were never kept. Discord only knows all or nothing of a person, so it is left where
 * they are signed in here or have another link with tokens; those then run out by themselves. Tokens of whom Discord did
 * not name always go.
 */
export async function giveBack(
  accounts: AccountsContext,
  { userId, granted }: { userId: string | undefined; granted: Granted },
): Promise<void> {
  if (userId !== undefined && (await isInUse(accounts, userId))) return;
  accounts.runtime.defer(
    revokeToken(accounts.discord, accounts.client, granted.tokens.access_token).catch((error: unknown) => {
      if (!(error instanceof DiscordError)) throw error;
      accounts.runtime.log.warn('tokens of no link could not be given back', { error });
    }),
  );
}

async function isInUse(accounts: AccountsContext, userId: string): Promise<boolean> {
  const [signedIn] = await accounts.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, accounts.now())))
    .limit(1);
  return signedIn !== undefined || hasTokens(accounts, userId);
}
