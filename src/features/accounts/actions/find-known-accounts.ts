import { and, asc, eq, ilike, isNull, or } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { likePattern } from '../../../core/database/like-pattern.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { accountLinks, knownAccounts } from '../tables.ts';

export const FindKnownAccountsInput = v.object({
  q: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100, 'At most 100 characters.'))),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100, 'At most 100.')), 50),
});
export type KnownAccountRow = typeof knownAccounts.$inferSelect;

/** Accounts that the host application told of and that nobody is linked to, by name. */
export async function findKnownAccounts(
  ctx: ActionContext,
  raw: v.InferInput<typeof FindKnownAccountsInput>,
): Promise<KnownAccountRow[]> {
  await ctx.require('accounts:read');
  const { q, limit } = parseInput(FindKnownAccountsInput, raw);
  const words = q ? likePattern(q) : undefined;
  const rows = await ctx.db
    .select({ account: knownAccounts })
    .from(knownAccounts)
    .leftJoin(
      accountLinks,
      and(
        eq(accountLinks.guildId, knownAccounts.guildId),
        eq(accountLinks.accountId, knownAccounts.accountId),
        isNull(accountLinks.endedAt),
      ),
    )
    .where(
      and(
        eq(knownAccounts.guildId, ctx.guildId),
        isNull(accountLinks.id),
        words === undefined
          ? undefined
          : or(ilike(knownAccounts.accountName, words), ilike(knownAccounts.accountId, words)),
      ),
    )
    .orderBy(asc(knownAccounts.accountName), asc(knownAccounts.accountId))
    .limit(limit);
  return rows.map(({ account }) => account);
}

/** The account of exactly this id that the host application told of, linked or not; undefined where it tells of none. */
export async function findKnownAccount(
  ctx: ActionContext,
  accountId: string,
): Promise<KnownAccountRow | undefined> {
  await ctx.require('accounts:read');
  const [row] = await ctx.db
    .select()
    .from(knownAccounts)
    .where(and(eq(knownAccounts.guildId, ctx.guildId), eq(knownAccounts.accountId, accountId)));
  return row;
}
