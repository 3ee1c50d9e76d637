import { and, desc, eq, isNull, or } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DeniedError, NotFoundError } from '../../../core/errors.ts';
import type { ConflictRow, LinkRow } from '../establish-link.ts';
import { findLinkRow } from '../find-link-row.ts';
import type { TokenState } from '../model.ts';
import { accountLinks, accountTokens, linkConflicts } from '../tables.ts';

/** What is known of a link's tokens; never the tokens. */
export interface TokenFacts {
  state: TokenState;
  scopes: string;
  expiresAt: Date;
}

export interface ShownLink {
  link: LinkRow;
  tokens: TokenFacts | undefined;
}

/** The link of whoever acts, if they have one. */
export async function showOwnLink(ctx: ActionContext): Promise<ShownLink | undefined> {
  await ctx.require('accounts:link', 'read');
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new DeniedError('Only a person has a link of their own.');
  const [own] = await ctx.db
    .select({ link: accountLinks, tokens: TOKEN_FACTS })
    .from(accountLinks)
    .leftJoin(accountTokens, WITH_TOKENS)
    .where(
      and(
        eq(accountLinks.guildId, ctx.guildId),
        eq(accountLinks.userId, actor.id),
        isNull(accountLinks.endedAt),
      ),
    );
  return own && { link: own.link, tokens: own.tokens ?? undefined };
}

/** What whoever acts asked for and staff have not settled yet. */
export async function listOwnConflicts(ctx: ActionContext): Promise<ConflictRow[]> {
  await ctx.require('accounts:link', 'read');
  const { actor } = ctx;
  if (actor.kind !== 'user') return [];
  return ctx.db
    .select()
    .from(linkConflicts)
    .where(
      and(
        eq(linkConflicts.guildId, ctx.guildId),
        eq(linkConflicts.state, 'open'),
        eq(linkConflicts.userId, actor.id),
      ),
    )
    .limit(10);
}

/** A link with what its tokens are like, and the other links that its person or its account ever had. */
export async function showLink(
  ctx: ActionContext,
  linkId: string,
): Promise<ShownLink & { others: LinkRow[] }> {
  await ctx.require('accounts:read');
  const link = await findLinkRow(ctx, { id: linkId });
  if (!link) throw new NotFoundError('There is no such link.');
  const [[tokens], related] = await ctx.db.batch([
    ctx.db
      .select(TOKEN_FACTS)
      .from(accountTokens)
      .where(and(eq(accountTokens.guildId, ctx.guildId), eq(accountTokens.linkId, link.id))),
    ctx.db
      .select()
      .from(accountLinks)
      .where(
        and(
          eq(accountLinks.guildId, ctx.guildId),
          or(eq(accountLinks.userId, link.userId), eq(accountLinks.accountId, link.accountId)),
        ),
      )
      .orderBy(desc(accountLinks.linkedAt))
      .limit(50),
  ]);
  return { link, tokens, others: related.filter(({ id }) => id !== link.id) };
}

/** The live link of a member, for staff. */
export async function showLinkOf(ctx: ActionContext, userId: string): Promise<LinkRow | undefined> {
  await ctx.require('accounts:read');
  return findLinkRow(ctx, { userId });
}

const TOKEN_FACTS = {
  state: accountTokens.state,
  scopes: accountTokens.scopes,
  expiresAt: accountTokens.expiresAt,
};
const WITH_TOKENS = and(
  eq(accountTokens.linkId, accountLinks.id),
  eq(accountTokens.guildId, accountLinks.guildId),
);
