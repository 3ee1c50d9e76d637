import * as v from 'valibot';
import { DiscordApiError } from '../../discord/errors.ts';
import { type OAuthTokens, refreshTokens } from '../../discord/oauth.ts';
import { UnavailableError } from '../errors.ts';
import type { AccountsContext } from './accounts-context.ts';

const Tokens = v.object({ access: v.string(), refresh: v.string(), expiresAt: v.number() });
type Tokens = v.InferOutput<typeof Tokens>;

/** Tokens are renewed so long before they end, in milliseconds. */
const EARLY_MS = 5 * 60_000;
/** How long whoever fetches new tokens keeps others from doing the same, in milliseconds. */
const CLAIM_MS = 20_000;
const LOOK_EVERY_MS = 250;

/** A row that keeps somebody's tokens, which several requests may want to renew at once. */
export interface TokenPlace {
  /** As they were when the row was read. */
  sealed: string;
  /** What they were sealed for; see SecretBox. */
  purpose: string;
  /** Takes the right to renew them until then; false when somebody else has it, or the tokens are others by now. */
  claim(until: Date): Promise<boolean>;
  /** Puts new tokens in the place of the old and gives up the right. */
  store(tokens: SealedTokens): Promise<void>;
  release(): Promise<void>;
  /** The tokens as they are now; undefined once they are gone or worth nothing. */
  reread(): Promise<string | undefined>;
  /** Whether this answer of Discord's means that the tokens are worth nothing for good. */
  isEnd(error: DiscordApiError): boolean;
  /** Writes down that they are; gives the error to throw. */
  end(): Promise<Error>;
}

export interface SealedTokens {
  sealed: string;
  expiresAt: Date;
  /** Divided by spaces, as Discord says it. */
  scope: string;
}

/** Seals what Discord gave, so that only this purpose opens it. */
export async function sealTokens(
  accounts: Pick<AccountsContext, 'secrets' | 'now'>,
  purpose: string,
  tokens: OAuthTokens,
): Promise<SealedTokens> {
  const expiresAt = accounts.now().getTime() + tokens.expires_in * 1000;
  const kept: Tokens = { access: tokens.access_token, refresh: tokens.refresh_token, expiresAt };
  const sealed = await accounts.secrets.seal(JSON.stringify(kept), purpose);
  return { sealed, expiresAt: new Date(expiresAt), scope: tokens.scope };
}

/** The one of both tokens that is still good, by which Discord takes all back. Throws when nobody can open them. */
export async function revocableToken(
  accounts: Pick<AccountsContext, 'secrets' | 'now'>,
  { sealed, purpose }: Pick<TokenPlace, 'sealed' | 'purpose'>,
): Promise<string> {
  const { access, refresh, expiresAt } = await read(accounts, sealed, purpose);
  return expiresAt > accounts.now().getTime() ? access : refresh;
}

/**
 * An access token that is good for `earlyMs` yet, five minutes unless told. A refresh token works once, so of several
 * requests exactly one fetches new tokens and the others wait for them. Throws what `place.end` gives when Discord does
 * not renew; a crash between Discord's answer and our row loses the tokens.
 */
export async function freshAccessToken(
  accounts: AccountsContext,
  place: TokenPlace,
  earlyMs: number = EARLY_MS,
): Promise<string> {
  const tokens = await open(accounts, place, place.sealed);
  if (tokens.expiresAt - earlyMs > accounts.now().getTime()) return tokens.access;
  const claimed = await place.claim(new Date(accounts.now().getTime() + CLAIM_MS));
  return claimed ? renew(accounts, place, tokens) : waitForTokens(accounts, place);
}

async function renew(accounts: AccountsContext, place: TokenPlace, old: Tokens): Promise<string> {
  try {
    const fresh = await refreshTokens(accounts.discord, accounts.client, old.refresh);
    await place.store(await sealTokens(accounts, place.purpose, fresh));
    return fresh.access_token;
  } catch (error) {
    if (error instanceof DiscordApiError && place.isEnd(error)) throw await place.end();
    await place.release();
    throw error;
  }
}

async function waitForTokens(accounts: AccountsContext, place: TokenPlace): Promise<string> {
  for (let waited = 0; waited < CLAIM_MS; waited += LOOK_EVERY_MS) {
    const now = await place.reread();
    if (now === undefined) throw await place.end();
    if (now !== place.sealed) return (await open(accounts, place, now)).access;
    await accounts.runtime.outside.sleep(LOOK_EVERY_MS);
  }
  throw new UnavailableError('Discord does not answer just now. Try again in a minute.');
}

async function open(accounts: AccountsContext, place: TokenPlace, sealed: string): Promise<Tokens> {
  try {
    return await read(accounts, sealed, place.purpose);
  } catch (error) {
    accounts.runtime.log.warn('tokens cannot be opened', { error });
    throw await place.end();
  }
}

const read = async (
  { secrets }: Pick<AccountsContext, 'secrets'>,
  sealed: string,
  purpose: string,
): Promise<Tokens> => v.parse(Tokens, JSON.parse(await secrets.open(sealed, purpose)));
