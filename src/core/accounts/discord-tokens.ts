import { and, eq, isNull, lt, or } from 'drizzle-orm';
import { UnauthenticatedError } from '../errors.ts';
import { sessions } from '../tables.ts';
import type { AccountsContext } from './accounts-context.ts';
import { freshAccessToken, type TokenPlace } from './renewing-tokens.ts';
import { sessionPurpose } from './tables.ts';

export type SessionRow = typeof sessions.$inferSelect;

/**
 * An access token that is good for some minutes yet; see freshAccessToken. Throws UnauthenticatedError, and ends the
 * session, when Discord does not renew.
 */
export const accessToken = (accounts: AccountsContext, session: SessionRow): Promise<string> =>
  freshAccessToken(accounts, placeOf(accounts, session));

function placeOf(accounts: AccountsContext, session: SessionRow): TokenPlace {
  const { db } = accounts;
  const mine = eq(sessions.id, session.id);
  return {
    sealed: session.tokens,
    purpose: sessionPurpose(session.id),
    async claim(until) {
      const free = or(isNull(sessions.refreshingUntil), lt(sessions.refreshingUntil, accounts.now()));
      const claimed = await db
        .update(sessions)
        .set({ refreshingUntil: until })
        .where(and(mine, eq(sessions.tokens, session.tokens), free))
        .returning({ id: sessions.id });
      return claimed.length > 0;
    },
    async store({ sealed }) {
      await db.update(sessions).set({ tokens: sealed, refreshingUntil: null }).where(mine);
    },
    async release() {
      await db.update(sessions).set({ refreshingUntil: null }).where(mine);
    },
    async reread() {
      const [row] = await db.select({ tokens: sessions.tokens }).from(sessions).where(mine);
      return row?.tokens;
    },
    isEnd: () => true,
    end: () => endedByDiscord(accounts, session),
  };
}

/** Removes a session that Discord does not stand behind any more; gives the error to throw. */
export async function endedByDiscord(
  accounts: AccountsContext,
  session: SessionRow,
): Promise<UnauthenticatedError> {
  await accounts.db.delete(sessions).where(eq(sessions.id, session.id));
  return new UnauthenticatedError('Discord ended your sign-in. Sign in again.');
}
