import { and, eq, gt, lt } from 'drizzle-orm';
import { DiscordApiError, DiscordError } from '../../discord/errors.ts';
import { authorizeUrl, exchangeCode, type OAuthTokens } from '../../discord/oauth.ts';
import { UnavailableError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import { signIns } from '../tables.ts';
import type { AccountsContext } from './accounts-context.ts';
import { pkceChallenge, randomToken } from './random-token.ts';
import { SignInError } from './sign-in-error.ts';

/** How long somebody may take at Discord, in milliseconds. */
export const SIGN_IN_MS = 10 * 60_000;

/** What a person reads whose answer from Discord is worth nothing. */
export const START_AGAIN = 'Start again from the button that brought you to Discord.';

/** Where Discord sends people back to; has to be registered in the developer portal. */
export const callbackUrl = (origin: string): string => `${origin}/auth/discord/callback`;

export interface AuthorizationStart {
  origin: string;
  scopes: readonly string[];
  /** Where the browser goes in the end, or when the person says no. */
  returnTo: string;
  /** Full name of a feature's flow; absent for signing in to the dashboard. */
  flow?: string;
  /** What the flow has to remember until then. */
  data?: Record<string, unknown>;
}

/**
 * Begins to ask at Discord: the address to send the browser to, and what its cookie has to keep. The cookie binds it to
 * this browser, so that nobody can be brought to somebody else's account by a link. PKCE's verifier lives in it too;
 * Discord's web flow does not promise to check it (unconfirmed), the local Discord does.
 */
export async function beginAuthorization(
  accounts: AccountsContext,
  { origin, scopes, returnTo, flow, data }: AuthorizationStart,
): Promise<{ url: string; cookie: string }> {
  const state = randomToken();
  const verifier = randomToken();
  const now = accounts.now();
  await accounts.db.batch([
    accounts.db.delete(signIns).where(lt(signIns.expiresAt, now)),
    accounts.db.insert(signIns).values({
      stateHash: await sha256Hex(state),
      returnTo: safeReturn(returnTo),
      flow: flow ?? null,
      data: data ?? null,
      expiresAt: new Date(now.getTime() + SIGN_IN_MS),
    }),
  ]);
  const url = authorizeUrl({
    clientId: accounts.client.clientId,
    redirectUri: callbackUrl(origin),
    scopes,
    state,
    prompt: 'none',
    codeChallenge: await pkceChallenge(verifier),
    authorizeUrl: authorizePage(accounts.runtime.config.discord.apiUrl),
  });
  return { url, cookie: `${state}.${verifier}` };
}

/** What Discord's redirect brought, and the cookie of the browser that it came to. */
export interface AuthorizationAnswer {
  state: string | undefined;
  code: string | undefined;
  /** OAuth2's word, e.g. `access_denied`. */
  error: string | undefined;
  cookie: string | undefined;
  origin: string;
}

export interface AuthorizationResult {
  returnTo: string;
  flow: string | undefined;
  data: Record<string, unknown>;
  /** Absent when the person said no. */
  tokens: OAuthTokens | undefined;
}

/** Takes what Discord answered. Each state works once; throws SignInError (400) for one that is wrong, used or too old. */
export async function completeAuthorization(
  accounts: AccountsContext,
  answer: AuthorizationAnswer,
): Promise<AuthorizationResult> {
  const [state, verifier] = (answer.cookie ?? '').split('.');
  if (!state || !verifier || answer.state !== state) {
    throw new SignInError(`This was not started in this browser. ${START_AGAIN}`);
  }
  const [known] = await accounts.db
    .delete(signIns)
    .where(and(eq(signIns.stateHash, await sha256Hex(state)), gt(signIns.expiresAt, accounts.now())))
    .returning();
  if (!known) throw new SignInError(`This was used already or took too long. ${START_AGAIN}`);
  const begun = { returnTo: known.returnTo, flow: known.flow ?? undefined, data: known.data ?? {} };
  if (answer.error === 'access_denied') return { ...begun, tokens: undefined };
  if (!answer.code) throw new SignInError(`Discord did not finish this. ${START_AGAIN}`);
  return { ...begun, tokens: await exchange(accounts, answer.code, verifier, answer.origin) };
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
    accounts.runtime.log.warn('authorization not finished', { error });
    if (error instanceof DiscordApiError) {
      throw new SignInError(`Discord does not take this sign-in (any more). ${START_AGAIN}`);
    }
    throw new UnavailableError('Discord does not answer just now. Try again in a minute.');
  }
}

/** A path of this site; anything that a browser could take for another host becomes the start page. */
export function safeReturn(path: string | undefined): string {
  return path && /^\/(?![/\\])[\x21-\x7e]{0,2000}$/.test(path) ? path : '/';
}

/** Beside the API, so that a local Discord's is used together with its API. */
export const authorizePage = (apiUrl: string): string => new URL('/oauth2/authorize', apiUrl).href;
