import { and, eq, isNull, lt, or } from 'drizzle-orm';
import * as v from 'valibot';
import { DiscordApiError } from '../../discord/errors.ts';
import { type OAuthTokens, refreshTokens } from '../../discord/oauth.ts';
import { UnauthenticatedError, UnavailableError } from '../errors.ts';
import { sessions } from '../tables.ts';
import type { AccountsContext } from './accounts-context.ts';

export type SessionRow = typeof sessions.$inferSelect;

const Tokens = v.object({ access: v.string(), refresh: v.string(), expiresAt: v.number() });
type Tokens = v.InferOutput<typeof Tokens>;

/** Tokens are renewed so long before they end, in milliseconds. */
const EARLY_MS = 5 * 60_000;
/** How long whoever fetches new tokens keeps others from doing the same, in milliseconds. */
const CLAIM_MS = 20_000;
const LOOK_EVERY_MS = 250;

const purpose = (sessionId: string) => `session:${sessionId}:discord`;

export function sealTokens(
  accounts: AccountsContext,
  sessionId: string,
  tokens: OAuthTokens,
): Promise<string> {
  const kept: Tokens = {
    access: tokens.access_token,
    refresh: tokens.refresh_token,
    expiresAt: accounts.now().getTime() + tokens.expires_in * 1000,
  };
  return accounts.secrets.seal(JSON.stringify(kept), purpose(sessionId));
}

/**
 * An access token that is good for some minutes yet. A refresh token works once, so of several requests exactly one
 * fetches new tokens and the others wait for them. Throws UnauthenticatedError, and ends the session, when Discord
 * does not renew; a crash between Discord's answer and our row means signing in again.
 */
export async function accessToken(accounts: AccountsContext, session: SessionRow): Promise<string> {
  const tokens = await openTokens(accounts, session);
  if (tokens.expiresAt - EARLY_MS > accounts.now().getTime()) return tokens.access;
  const now = accounts.now();
  const free = or(isNull(sessions.refreshingUntil), lt(sessions.refreshingUntil, now));
  const [claimed] = await accounts.db
    .update(sessions)
    .set({ refreshingUntil: new Date(now.getTime() + CLAIM_MS) })
    .where(and(eq(sessions.id, session.id), eq(sessions.tokens, session.tokens), free))
    .returning({ id: sessions.id });
  return claimed ? renew(accounts, session, tokens) : waitForTokens(accounts, session);
}

async function renew(accounts: AccountsContext, session: SessionRow, old: Tokens): Promise<string> {
  const mine = eq(sessions.id, session.id);
  try {
    const fresh = await refreshTokens(accounts.discord, accounts.client, old.refresh);
    const tokens = await sealTokens(accounts, session.id, fresh);
    await accounts.db.update(sessions).set({ tokens, refreshingUntil: null }).where(mine);
    return fresh.access_token;
  } catch (error) {
    if (error instanceof DiscordApiError) throw await endedByDiscord(accounts, session);
    await accounts.db.update(sessions).set({ refreshingUntil: null }).where(mine);
    throw error;
  }
}

async function waitForTokens(accounts: AccountsContext, session: SessionRow): Promise<string> {
  for (let waited = 0; waited < CLAIM_MS; waited += LOOK_EVERY_MS) {
    const [row] = await accounts.db.select().from(sessions).where(eq(sessions.id, session.id));
    if (!row) throw new UnauthenticatedError('Discord ended your sign-in. Sign in again.');
    if (row.tokens !== session.tokens) return (await openTokens(accounts, row)).access;
    await accounts.runtime.outside.sleep(LOOK_EVERY_MS);
  }
  throw new UnavailableError('Discord does not answer just now. Try again in a minute.');
}

/** Removes a session that Discord does not stand behind any more; gives the error to throw. */
export async function endedByDiscord(
  accounts: AccountsContext,
  session: SessionRow,
): Promise<UnauthenticatedError> {
  await accounts.db.delete(sessions).where(eq(sessions.id, session.id));
  return new UnauthenticatedError('Discord ended your sign-in. Sign in again.');
}

async function openTokens(accounts: AccountsContext, session: SessionRow): Promise<Tokens> {
  try {
    return v.parse(Tokens, JSON.parse(await accounts.secrets.open(session.tokens, purpose(session.id))));
  } catch (error) {
    accounts.runtime.log.warn('the tokens of a session cannot be opened', { error });
    throw await endedByDiscord(accounts, session);
  }
}
