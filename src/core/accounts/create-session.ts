import { lt } from 'drizzle-orm';
import { getAuthorizedUser, type OAuthTokens } from '../../discord/oauth.ts';
import { sha256Hex } from '../hash.ts';
import { uuidv7 } from '../ids.ts';
import { sessions } from '../tables.ts';
import type { AccountsContext } from './accounts-context.ts';
import { randomToken } from './random-token.ts';
import { readGuilds } from './read-guilds.ts';
import { sealTokens } from './renewing-tokens.ts';
import { sessionPurpose } from './tables.ts';

/** How long somebody stays signed in without coming by, in milliseconds. */
export const SESSION_MS = 30 * 24 * 60 * 60_000;

/** Opens a session for whoever the tokens belong to. Returns the token for the cookie; it can't be read back. */
export async function createSession(accounts: AccountsContext, tokens: OAuthTokens): Promise<string> {
  const id = uuidv7(accounts.now().getTime());
  const token = randomToken();
  const [user, guilds] = await Promise.all([
    getAuthorizedUser(accounts.discord, tokens.access_token),
    readGuilds(accounts, tokens.access_token),
  ]);
  const now = accounts.now();
  const row = {
    id,
    tokenHash: await sha256Hex(token),
    userId: user.id,
    userName: user.global_name ?? user.username,
    tokens: (await sealTokens(accounts, sessionPurpose(id), tokens)).sealed,
    guilds,
    guildsAt: now,
    createdAt: now,
    seenAt: now,
    expiresAt: new Date(now.getTime() + SESSION_MS),
  };
  await accounts.db.batch([
    accounts.db.delete(sessions).where(lt(sessions.expiresAt, now)),
    accounts.db.insert(sessions).values(row),
  ]);
  return token;
}
