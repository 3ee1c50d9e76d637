import { and, eq, gt, lt } from 'drizzle-orm';
import { DiscordApiError, DiscordError } from '../../discord/errors.ts';
import { authorizeUrl, exchangeCode, type OAuthTokens, revokeToken } from '../../discord/oauth.ts';
import { UnavailableError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import { signIns } from '../tables.ts';
import type { AccountsContext } from './accounts-context.ts';
import { createSession } from './create-session.ts';
import { pkceChallenge, randomToken } from './random-token.ts';
import { SignInError } from './sign-in-error.ts';

/** Who it is, and which servers they are in with which permissions. Nothing else is asked for. */
export const SIGN_IN_SCOPES = ['identify', 'guilds'] as const;
/** How long somebody may take at Discord, in milliseconds. */
export const SIGN_IN_MS = 10 * 60_000;

const AGAIN = 'Start again from the sign-in button.';

/** Where Discord sends people back to; has to be registered in the developer portal. */
export const callbackUrl = (origin: string): string => `${origin}/auth/discord/callback`;

/**
 * Begins a sign-in: the address to send the browser to, and what its cookie has to keep. The cookie binds the sign-in to
 * this browser, so that nobody can be signed in to somebody else's account by a link. PKCE's verifier lives in it too;
 * Discord's web flow does not promise to check it (unconfirmed), the local Discord does.
 */
export async function beginSignIn(
  accounts: AccountsContext,
  { origin, returnTo }: { origin: string; returnTo: string },
): Promise<{ url: string; cookie: string }> {
  const state = randomToken();
  const verifier = randomToken();
  const now = accounts.now();
  await accounts.db.batch([
    accounts.db.delete(signIns).where(lt(signIns.expiresAt, now)),
    accounts.db.insert(signIns).values({
      stateHash: await sha256Hex(state),
      returnTo: safeReturn(returnTo),
      expiresAt: new Date(now.getTime() + SIGN_IN_MS),
    }),
  ]);
  const url = authorizeUrl({
    clientId: accounts.client.clientId,
    redirectUri: callbackUrl(origin),
    scopes: SIGN_IN_SCOPES,
    state,
    prompt: 'none',
    codeChallenge: await pkceChallenge(verifier),
    authorizeUrl: authorizePage(accounts.runtime.config.discord.apiUrl),
  });
  return { url, cookie: `${state}.${verifier}` };
}

/** What Discord's redirect brought, and the cookie of the browser that it came to. */
export interface SignInAnswer {
  state: string | undefined;
  code: string | undefined;
  /** OAuth2's word, e.g. `access_denied`. */
  error: string | undefined;
  cookie: string | undefined;
  origin: string;
}

export type SignInResult = { kind: 'signed-in'; token: string; returnTo: string } | { kind: 'denied' };

/** Ends a sign-in. Each state works once; throws SignInError (400) for one that is wrong, used or too old. */
export async function completeSignIn(accounts: AccountsContext, answer: SignInAnswer): Promise<SignInResult> {
  const [state, verifier] = (answer.cookie ?? '').split('.');
  if (!state || !verifier || answer.state !== state) {
    throw new SignInError(`This sign-in was not started in this browser. ${AGAIN}`);
  }
  const [known] = await accounts.db
    .delete(signIns)
    .where(and(eq(signIns.stateHash, await sha256Hex(state)), gt(signIns.expiresAt, accounts.now())))
    .returning();
  if (!known) throw new SignInError(`This sign-in was used already or took too long. ${AGAIN}`);
  if (answer.error === 'access_denied') return { kind: 'denied' };
  if (!answer.code) throw new SignInError(`Discord did not finish the sign-in. ${AGAIN}`);

  const tokens = await exchange(accounts, answer.code, verifier, answer.origin);
  const granted = tokens.scope.split(' ');
  if (!SIGN_IN_SCOPES.every((scope) => granted.includes(scope))) {
    accounts.runtime.defer(revokeToken(accounts.discord, accounts.client, tokens.access_token));
    throw new SignInError(
      'Guildhall needs to know who you are and which servers you are in, and Discord did not pass both on. ' +
        `${AGAIN} Leave both boxes ticked.`,
    );
  }
  return { kind: 'signed-in', token: await createSession(accounts, tokens), returnTo: known.returnTo };
}

async function exchange(
  accounts: AccountsContext,
  code: string,
  codeVerifier: string,
  origin: string,
): Promise<OAuthTokens> {
  try {
    return await exchangeCode(accounts.discord, accounts.client, {
      code,
      codeVerifier,
      redirectUri: callbackUrl(origin),
    });
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    accounts.runtime.log.warn('sign-in not finished', { error });
    if (error instanceof DiscordApiError) {
      throw new SignInError(`Discord does not take this sign-in (any more). ${AGAIN}`);
    }
    throw new UnavailableError('Discord does not answer just now. Try to sign in again in a minute.');
  }
}

/** A path of this site; anything that a browser could take for another host becomes the start page. */
export function safeReturn(path: string | undefined): string {
  return path && /^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(path) ? path : '/';
}

/** Beside the API, so that a local Discord's is used together with its API. */
export const authorizePage = (apiUrl: string): string => new URL('/oauth2/authorize', apiUrl).href;
