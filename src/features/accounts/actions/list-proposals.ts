import { and, asc, desc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { linkProposals } from '../tables.ts';

export type ProposalRow = typeof linkProposals.$inferSelect;

const MOST = 100;

/** What waits for a yes or no, exact matches first; a hundred at most. */
export async function listProposals(ctx: ActionContext): Promise<ProposalRow[]> {
  await ctx.require('accounts:read');
  return ctx.db
    .select()
    .from(linkProposals)
    .where(and(eq(linkProposals.guildId, ctx.guildId), eq(linkProposals.state, 'open')))
    .orderBy(asc(linkProposals.confidence), desc(linkProposals.createdAt))
    .limit(MOST);
}
