import { and, asc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { searchMembers } from '../../../discord/members.ts';
import { matchName, searchedName } from '../match-name.ts';
import { accountLinks, knownAccounts, linkProposals } from '../tables.ts';
import type { KnownAccountRow } from './find-known-accounts.ts';

/** Accounts of one run; each is one question to Discord. */
const MOST = 20;
/** Members whose names begin alike are looked at up to here. */
const MOST_FOUND = 100;

type NewProposal = typeof linkProposals.$inferInsert;

/**
 * Looks for members whose user name is the one that an account states, and proposes them. Nothing is linked. Bears being
 * run again: a pair is proposed once for good, also after staff said no.
 */
export async function proposeLinks(ctx: ActionContext): Promise<void> {
  const waiting = await ctx.db
    .select()
    .from(knownAccounts)
    .where(
      and(
        eq(knownAccounts.guildId, ctx.guildId),
        isNull(knownAccounts.matchedAt),
        isNotNull(knownAccounts.discordName),
      ),
    )
    .orderBy(asc(knownAccounts.updatedAt))
    .limit(MOST + 1);
  const batch = waiting.slice(0, MOST);
  if (batch.length === 0) return;
  const found: NewProposal[] = [];
  for (const account of batch) found.push(...(await matchesOf(ctx, account)));
  const free = await withoutLinked(ctx, found);
  const ids = batch.map(({ accountId }) => accountId);
  await ctx.commit({
    statements: [
      ctx.db
        .update(knownAccounts)
        .set({ matchedAt: ctx.now() })
        .where(and(eq(knownAccounts.guildId, ctx.guildId), inArray(knownAccounts.accountId, ids))),
      ...(free.length > 0 ? [ctx.db.insert(linkProposals).values(free).onConflictDoNothing()] : []),
    ],
    ...(waiting.length > MOST ? { jobs: [{ name: 'accounts.propose', payload: {} }] } : {}),
  });
}

async function matchesOf(ctx: ActionContext, account: KnownAccountRow): Promise<NewProposal[]> {
  const stated = account.discordName ?? '';
  const query = searchedName(stated);
  if (query === '') return [];
  const members = await searchMembers(ctx.discord, ctx.guildId, { query, limit: MOST_FOUND });
  return members.flatMap(({ user }) => {
    const confidence = user.bot ? undefined : matchName(stated, user.username);
    if (!confidence) return [];
    const { accountId, accountName } = account;
    return [
      {
        id: ctx.newId(),
        guildId: ctx.guildId,
        accountId,
        accountName,
        userId: user.id,
        userName: user.username,
        confidence,
        state: 'open' as const,
        createdAt: ctx.now(),
      },
    ];
  });
}

/** Leaves out whoever has an account, and accounts that have somebody. */
async function withoutLinked(ctx: ActionContext, found: NewProposal[]): Promise<NewProposal[]> {
  if (found.length === 0) return [];
  const linked = await ctx.db
    .select({ accountId: accountLinks.accountId, userId: accountLinks.userId })
    .from(accountLinks)
    .where(
      and(
        eq(accountLinks.guildId, ctx.guildId),
        isNull(accountLinks.endedAt),
        or(
          inArray(
            accountLinks.userId,
            found.map(({ userId }) => userId),
          ),
          inArray(
            accountLinks.accountId,
            found.map(({ accountId }) => accountId),
          ),
        ),
      ),
    );
  const taken = new Set(
    linked.flatMap(({ accountId, userId }) => [`account ${accountId}`, `user ${userId}`]),
  );
  return found.filter(
    ({ accountId, userId }) => !taken.has(`account ${accountId}`) && !taken.has(`user ${userId}`),
  );
}
