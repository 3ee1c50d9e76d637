import { and, asc, eq, lt, notLike, sql } from 'drizzle-orm';
import { openAccounts } from '../../../core/accounts/accounts-context.ts';
import { freshAccessToken } from '../../../core/accounts/renewing-tokens.ts';
import { type ActionContext, createContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { findLinkRow } from '../find-link-row.ts';
import { linkFacts } from '../link-changes.ts';
import { accountTokens } from '../tables.ts';
import { RenewalNeededError, type TokenRow, tokenPlace, tokenPurpose } from '../token-place.ts';

/** Tokens are renewed a day before they end, so that an outage of Discord's costs none. */
const EARLY_MS = 24 * 60 * 60_000;
/** Of one run, which comes every hour. */
const MOST_RENEWED = 100;
const MOST_SEALED = 500;

/** Of all servers: renews the tokens that end soon, and seals anew what an older key sealed. */
export async function keepTokens(ctx: ActionContext): Promise<void> {
  await sealAnew(ctx);
  const due = await ctx.db
    .select()
    .from(accountTokens)
    .where(
      and(
        eq(accountTokens.state, 'good'),
        lt(accountTokens.expiresAt, new Date(ctx.now().getTime() + EARLY_MS)),
      ),
    )
    .orderBy(asc(accountTokens.expiresAt))
    .limit(MOST_RENEWED);
  for (const row of due) {
    try {
      await tokenOf(ctx, row, EARLY_MS);
    } catch (error) {
      if (error instanceof RenewalNeededError) continue;
      if (!(error instanceof DiscordError)) throw error;
      // The next hour comes with hours to spare.
      return ctx.log.warn('tokens of links could not be renewed', { error });
    }
  }
}

/**
 * The access token of a link, renewed by one of several at once if it ends within `earlyMs`. Throws RenewalNeededError
 * once Discord takes it no longer; the person is then told, once.
 */
export function tokenOf(ctx: ActionContext, row: TokenRow, earlyMs?: number): Promise<string> {
  const accounts = openAccounts(ctx.runtime);
  return freshAccessToken(
    accounts,
    tokenPlace(accounts, row, () => noteEnd(ctx, row)),
    earlyMs,
  );
}

/** Marks tokens that Discord takes no longer, and tells of it; whoever is second does nothing. */
async function noteEnd(ctx: ActionContext, { linkId, guildId }: TokenRow): Promise<void> {
  const { actor, source, requestId, runtime } = ctx;
  const own = createContext(runtime, { guildId, actor, source, requestId });
  const link = await findLinkRow(own, { id: linkId });
  if (!link) return;
  const { linkId: id, ...said } = linkFacts(link);
  const subject = `link:${id}`;
  try {
    await own.commit({
      statements: [
        requireChange(
          sql`update account_tokens set state = 'needs-renewal', refreshing_until = null
            where link_id = ${id} and guild_id = ${guildId} and state = 'good'`,
          'tokens-good',
        ),
      ],
      signals: [{ type: 'account.needs-renewal', subject, data: { linkId: id, ...said } }],
      audit: [{ action: 'accounts.tokens-ended', target: subject }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

/** Seals with the newest key what an older one sealed, so that the older one can be taken out of the ring. */
async function sealAnew(ctx: ActionContext): Promise<void> {
  const { newest } = ctx.secrets;
  if (!newest) return;
  const old = await ctx.db
    .select()
    .from(accountTokens)
    .where(notLike(accountTokens.tokens, `${newest}%`))
    .limit(MOST_SEALED);
  for (const { linkId, guildId, tokens } of old) {
    try {
      const plain = await ctx.secrets.open(tokens, tokenPurpose(linkId));
      await ctx.db
        .update(accountTokens)
        .set({ tokens: await ctx.secrets.seal(plain, tokenPurpose(linkId)) })
        .where(
          // Whoever renewed it meanwhile has sealed it anew.
          and(
            eq(accountTokens.linkId, linkId),
            eq(accountTokens.guildId, guildId),
            eq(accountTokens.tokens, tokens),
          ),
        );
    } catch (error) {
      ctx.log.error('tokens of a link cannot be opened', { error, linkId });
    }
  }
}
