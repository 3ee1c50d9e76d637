import { and, eq, or, sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext, Change } from '../../core/context.ts';
import type { LinkRow, Person, Proof } from './establish-link.ts';
import { linkConflicts, linkProposals } from './tables.ts';

type Statement = Change['statements'][number];

/** The row of a new link, by whoever acts. */
export function newLink(ctx: ActionContext, proof: Proof, person: Person): LinkRow {
  return {
    id: ctx.newId(),
    guildId: ctx.guildId,
    accountId: proof.accountId,
    accountName: proof.accountName,
    userId: person.id,
    userName: person.name,
    method: proof.method,
    reason: proof.reason ?? null,
    linkedBy: actorLabel(ctx.actor),
    linkedAt: ctx.now(),
    endedAt: null,
    endedBy: null,
    endReason: null,
  };
}

/** What is said of a link, here and to whoever listens. */
export const linkFacts = (link: LinkRow) => ({
  linkId: link.id,
  accountId: link.accountId,
  accountName: link.accountName,
  discordUserId: link.userId,
  discordName: link.userName,
});

export const toldOfLink = (link: LinkRow): Pick<Required<Change>, 'signals' | 'audit'> => {
  const { linkId, ...said } = linkFacts(link);
  const { method, reason } = link;
  return {
    signals: [{ type: 'account.linked', subject: `link:${linkId}`, data: { linkId, ...said, method } }],
    audit: [{ action: 'accounts.link', target: `link:${linkId}`, after: { ...said, method, reason } }],
  };
};

/** Of what was proposed, the pair that is linked now was right and the others are pointless. */
export const settleProposals = (ctx: ActionContext, link: LinkRow): Statement =>
  ctx.db
    .update(linkProposals)
    .set({
      state: sql`case when account_id = ${link.accountId} and user_id = ${link.userId} then 'accepted' else 'dismissed' end`,
      decidedAt: ctx.now(),
      decidedBy: link.linkedBy,
    })
    .where(
      and(
        eq(linkProposals.guildId, ctx.guildId),
        eq(linkProposals.state, 'open'),
        or(eq(linkProposals.accountId, link.accountId), eq(linkProposals.userId, link.userId)),
      ),
    );

/** What clashed is linked now, so staff have nothing to decide. Others may still want the account. */
export const settleConflict = (ctx: ActionContext, link: LinkRow): Statement =>
  ctx.db
    .update(linkConflicts)
    .set({ state: 'moved', resolvedAt: ctx.now(), resolvedBy: actorLabel(ctx.actor) })
    .where(
      and(
        eq(linkConflicts.guildId, ctx.guildId),
        eq(linkConflicts.state, 'open'),
        eq(linkConflicts.accountId, link.accountId),
        eq(linkConflicts.userId, link.userId),
      ),
    );
