import { and, eq, sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { establishLink, type LinkRow } from '../establish-link.ts';
import { linkProposals } from '../tables.ts';
import type { ProposalRow } from './list-proposals.ts';

/** Staff take a proposal's word: links the two. Throws ConflictError when one of them was linked meanwhile. */
export async function acceptProposal(ctx: ActionContext, id: string): Promise<LinkRow> {
  await ctx.require('accounts:write');
  const { accountId, accountName, userId, userName, confidence } = await findOpen(ctx, id);
  const reason = `The user name is the one that the account states (${confidence}).`;
  const outcome = await establishLink(
    ctx,
    { accountId, accountName, method: 'staff', reason },
    { id: userId, name: userName },
  );
  if (outcome.kind === 'conflict') throw new Error('staff’s word makes no conflict');
  return outcome.link;
}

/** Says no to a proposal; the two are not proposed again. */
export async function dismissProposal(ctx: ActionContext, id: string): Promise<ProposalRow> {
  await ctx.require('accounts:write');
  const proposal = await findOpen(ctx, id);
  const decidedBy = actorLabel(ctx.actor);
  await ctx.commit({
    statements: [
      requireChange(
        sql`update link_proposals set state = 'dismissed', decided_by = ${decidedBy},
            decided_at = ${ctx.now().toISOString()}::timestamptz
          where id = ${id} and guild_id = ${ctx.guildId} and state = 'open'`,
        'proposal-open',
      ),
    ],
    audit: [
      {
        action: 'accounts.dismiss-proposal',
        target: `link-proposal:${id}`,
        after: { accountId: proposal.accountId, discordUserId: proposal.userId },
      },
    ],
  });
  return { ...proposal, state: 'dismissed', decidedBy, decidedAt: ctx.now() };
}

async function findOpen(ctx: ActionContext, id: string): Promise<ProposalRow> {
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(linkProposals)
        .where(and(eq(linkProposals.guildId, ctx.guildId), eq(linkProposals.id, id)))
    : [];
  if (!row) throw new NotFoundError('There is no such proposal.');
  if (row.state !== 'open') throw new ConflictError('proposal-open', 'This proposal was decided meanwhile.');
  return row;
}
