import { and, eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext, Change } from '../../../core/context.ts';
import { isUniqueViolation, requireChange, requireThat } from '../../../core/database/guard.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { endOfLink } from '../end-link.ts';
import type { ConflictRow, LinkRow } from '../establish-link.ts';
import { newLink, settleProposals, toldOfLink } from '../link-changes.ts';
import { linksOf } from '../links-of.ts';
import { Reason } from '../schemas.ts';
import { accountLinks, linkConflicts } from '../tables.ts';

export const ResolveConflictInput = v.object({
  decision: v.pipe(
    v.picklist(['move', 'keep'], 'Say move or keep.'),
    v.description(
      '`move` gives the account to who asked and ends the links in the way; `keep` changes none.',
    ),
  ),
  reason: Reason,
});

/** Settles a conflict, once. Both sides are told what is so then; links may have changed since it was written down. */
export async function resolveConflict(
  ctx: ActionContext,
  conflictId: string,
  raw: v.InferInput<typeof ResolveConflictInput>,
): Promise<ConflictRow> {
  await ctx.require('accounts:write');
  const conflict = await findConflict(ctx, conflictId);
  const { decision, reason } = parseInput(ResolveConflictInput, raw);
  const settled = changed();
  if (conflict.state !== 'open') throw settled;
  const after: ConflictRow = {
    ...conflict,
    state: decision === 'move' ? 'moved' : 'kept',
    resolvedAt: ctx.now(),
    resolvedBy: actorLabel(ctx.actor),
    resolveReason: reason,
  };
  const links = await findLinks(ctx, after);
  const parts = [
    settleStep(ctx, after, links),
    ...(decision === 'move' ? await moveSteps(ctx, after, { links, reason }) : []),
  ];
  try {
    await ctx.commit({
      statements: parts.flatMap(({ statements }) => statements),
      signals: parts.flatMap(({ signals }) => signals ?? []),
      audit: parts.flatMap(({ audit }) => audit ?? []),
      jobs: parts.flatMap(({ jobs }) => jobs ?? []),
    });
  } catch (error) {
    if (error instanceof ConflictError || isUniqueViolation(error)) throw settled;
    throw error;
  }
  return after;
}

async function findConflict(ctx: ActionContext, id: string): Promise<ConflictRow> {
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(linkConflicts)
        .where(and(eq(linkConflicts.guildId, ctx.guildId), eq(linkConflicts.id, id)))
    : [];
  if (!row) throw new NotFoundError('There is no such conflict.');
  return row;
}

/** The links of either of the two, as they are now. */
const findLinks = (ctx: ActionContext, { accountId, userId }: ConflictRow): Promise<LinkRow[]> =>
  linksOf(ctx, { accountIds: [accountId], userIds: [userId] });

function settleStep(ctx: ActionContext, after: ConflictRow, links: readonly LinkRow[]): Change {
  const { id: conflictId, accountId, accountName, userId, userName, holderId, state } = after;
  const subject = `link-conflict:${conflictId}`;
  const at = ctx.now().toISOString();
  const linkedTo = links.find((link) => link.accountId === accountId)?.userId ?? null;
  return {
    statements: [
      // What both sides are told rests on it.
      requireThat(
        sql`(select user_id from account_links
          where guild_id = ${ctx.guildId} and account_id = ${accountId} and ended_at is null)
          is not distinct from ${linkedTo}::text`,
        'links-same',
      ),
      requireChange(
        sql`update link_conflicts set state = ${state}, resolved_at = ${at}::timestamptz,
            resolved_by = ${after.resolvedBy}, resolve_reason = ${after.resolveReason}
          where id = ${conflictId} and guild_id = ${ctx.guildId} and state = 'open'`,
        'conflict-open',
      ),
    ],
    signals: [
      {
        type: 'account.conflict-settled',
        subject,
        data: {
          conflictId,
          accountId,
          accountName,
          discordUserId: userId,
          discordName: userName,
          holderId,
          linkedTo,
          decision: state,
          reason: after.resolveReason,
        },
      },
    ],
    audit: [
      {
        action: 'accounts.settle-conflict',
        target: subject,
        before: { state: 'open' },
        after: { state, reason: after.resolveReason },
      },
    ],
  };
}

/** Ends whatever either of the two is linked to, and links them; nothing where they are linked already. */
async function moveSteps(
  ctx: ActionContext,
  conflict: ConflictRow,
  { links, reason }: { links: readonly LinkRow[]; reason: string },
): Promise<Change[]> {
  const { accountId, accountName, userId, userName } = conflict;
  if (links.some((link) => link.accountId === accountId && link.userId === userId)) return [];
  const proof = { accountId, accountName, method: 'staff' as const, reason };
  const link = newLink(ctx, proof, { id: userId, name: userName });
  return [
    ...(await Promise.all(links.map((old) => endOfLink(ctx, old, reason)))),
    {
      statements: [ctx.db.insert(accountLinks).values(link), settleProposals(ctx, link)],
      ...toldOfLink(link),
    },
  ];
}

const changed = () =>
  new ConflictError('conflict-open', 'This was settled or changed meanwhile. Look at it again.');
