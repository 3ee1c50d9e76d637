import { and, eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { InputError, NotFoundError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { AccountId, AccountName, DiscordName } from '../schemas.ts';
import { knownAccounts, linkProposals } from '../tables.ts';

const MOST = 500;

export const KeepKnownAccountsInput = v.object({
  accounts: v.pipe(
    v.array(
      v.object({
        accountId: AccountId,
        accountName: AccountName,
        discordUsername: v.optional(v.nullable(DiscordName), null),
      }),
      'Give a list of accounts.',
    ),
    v.minLength(1, 'Give at least one account.'),
    v.maxLength(MOST, `At most ${MOST} at once.`),
  ),
});

/**
 * Takes the host application's word on its accounts, so that staff can find those that nobody linked. Members whose
 * user name an account states are looked for by a job, and only ever proposed.
 */
export async function keepKnownAccounts(
  ctx: ActionContext,
  raw: v.InferInput<typeof KeepKnownAccountsInput>,
): Promise<{ kept: number }> {
  await ctx.require('accounts:write');
  const { accounts } = parseInput(KeepKnownAccountsInput, raw);
  if (new Set(accounts.map(({ accountId }) => accountId)).size < accounts.length)
    throw new InputError('accounts: An account is listed twice.', {
      accounts: 'An account is listed twice.',
    });
  const rows = accounts.map(({ accountId, accountName, discordUsername }) => ({
    guildId: ctx.guildId,
    accountId,
    accountName,
    discordName: discordUsername,
    updatedAt: ctx.now(),
  }));
  await ctx.commit({
    statements: [
      ctx.db
        .insert(knownAccounts)
        .values(rows)
        .onConflictDoUpdate({
          target: [knownAccounts.guildId, knownAccounts.accountId],
          set: {
            accountName: sql`excluded.account_name`,
            discordName: sql`excluded.discord_name`,
            updatedAt: sql`excluded.updated_at`,
            // A name that was not changed is not looked for again.
            matchedAt: sql`case when known_accounts.discord_name is distinct from excluded.discord_name
              then null else known_accounts.matched_at end`,
          },
        }),
    ],
    audit: [{ action: 'accounts.keep-known', target: 'known-accounts', after: { accounts: rows.length } }],
    ...(rows.some(({ discordName }) => discordName !== null)
      ? { jobs: [{ name: 'accounts.propose', payload: {} }] }
      : {}),
  });
  return { kept: rows.length };
}

/** Forgets an account that the host application told of, with what was proposed for it. Links stay. */
export async function forgetKnownAccount(ctx: ActionContext, accountId: string): Promise<void> {
  await ctx.require('accounts:write');
  const [found] = await ctx.db
    .select({ id: knownAccounts.accountId })
    .from(knownAccounts)
    .where(and(eq(knownAccounts.guildId, ctx.guildId), eq(knownAccounts.accountId, accountId)));
  if (!found) throw new NotFoundError('There is no such account.');
  await ctx.commit({
    statements: [
      ctx.db
        .delete(knownAccounts)
        .where(and(eq(knownAccounts.guildId, ctx.guildId), eq(knownAccounts.accountId, accountId))),
      ctx.db
        .delete(linkProposals)
        .where(
          and(
            eq(linkProposals.guildId, ctx.guildId),
            eq(linkProposals.accountId, accountId),
            eq(linkProposals.state, 'open'),
          ),
        ),
    ],
    audit: [{ action: 'accounts.forget-known', target: `account:${accountId}` }],
  });
}
