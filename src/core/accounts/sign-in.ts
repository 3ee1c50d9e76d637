import { type OAuthTokens, revokeToken } from '../../discord/oauth.ts';
import type { AccountsContext } from './accounts-context.ts';
import { beginAuthorization, START_AGAIN } from './authorization.ts';
import { createSession } from './create-session.ts';
import { SignInError } from './sign-in-error.ts';

/** Who it is, and which servers they are in with which permissions. Nothing else is asked for. */
export const SIGN_IN_SCOPES = ['identify', 'guilds'] as const;

/** Begins a sign-in to the dashboard; see beginAuthorization. */
export const beginSignIn = (
  accounts: AccountsContext,
  { origin, returnTo }: { origin: string; returnTo: string },
): Promise<{ url: string; cookie: string }> =>
  beginAuthorization(accounts, { origin, returnTo, scopes: SIGN_IN_SCOPES });

/**
 * Ends a sign-in: gives the token of the new session. Throws SignInError (400), and gives the tokens back, when Discord
 * passed on less than was asked.
 */
export async function completeSignIn(accounts: AccountsContext, tokens: OAuthTokens): Promise<string> {
  const granted = tokens.scope.split(' ');
  if (!SIGN_IN_SCOPES.every((scope) => granted.includes(scope))) {
    accounts.runtime.defer(revokeToken(accounts.discord, accounts.client, tokens.access_token));
    throw new SignInError(
      'Guildhall needs to know who you are and which servers you are in, and Discord did not pass both on. ' +
        `${START_AGAIN} Leave both boxes ticked.`,
    );
  }
  return createSession(accounts, tokens);
}
