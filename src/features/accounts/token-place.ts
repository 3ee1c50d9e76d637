import { and, eq, isNull, lt, or } from 'drizzle-orm';
import type { AccountsContext } from '../../core/accounts/accounts-context.ts';
import type { TokenPlace } from '../../core/accounts/renewing-tokens.ts';
import { GuildhallError } from '../../core/errors.ts';
import { accountTokens } from './tables.ts';

export type TokenRow = typeof accountTokens.$inferSelect;

/** What the tokens of a link are sealed for: nothing else opens them. */
export const tokenPurpose = (linkId: string): string => `accounts:${linkId}:discord`;

/** Discord takes the tokens of a link no longer; the person has to say yes at Discord once more. */
export class RenewalNeededError extends GuildhallError {
  readonly status = 409;
  readonly code = 'renewal_needed';

  constructor() {
    super('Discord ended its side of this link. Link the account once more with Discord to renew it.');
  }
}

/** Where the tokens of a link are renewed. `onEnd` runs when Discord takes them no longer, maybe more than once. */
export function tokenPlace(
  { db, now }: Pick<AccountsContext, 'db' | 'now'>,
  row: TokenRow,
  onEnd: () => Promise<void>,
): TokenPlace {
  const mine = and(
    eq(accountTokens.linkId, row.linkId),
    eq(accountTokens.guildId, row.guildId),
    eq(accountTokens.state, 'good'),
  );
  return {
    sealed: row.tokens,
    purpose: tokenPurpose(row.linkId),
    async claim(until) {
      const free = or(isNull(accountTokens.refreshingUntil), lt(accountTokens.refreshingUntil, now()));
      const claimed = await db
        .update(accountTokens)
        .set({ refreshingUntil: until })
        .where(and(mine, eq(accountTokens.tokens, row.tokens), free))
        .returning({ id: accountTokens.linkId });
      return claimed.length > 0;
    },
    async store({ sealed, expiresAt, scope }) {
      const renewed = { tokens: sealed, scopes: scope, expiresAt, refreshingUntil: null, updatedAt: now() };
      await db.update(accountTokens).set(renewed).where(mine);
    },
    async release() {
      await db.update(accountTokens).set({ refreshingUntil: null }).where(mine);
    },
    async reread() {
      const [found] = await db.select({ tokens: accountTokens.tokens }).from(accountTokens).where(mine);
      return found?.tokens;
    },
    // A wrong client secret, say, is the installation's mistake and no end of the person's yes.
    isEnd: ({ oauthError }) => oauthError === 'invalid_grant',
    async end() {
      await onEnd();
      return new RenewalNeededError();
    },
  };
}
