import { and, desc, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { ConflictRow, LinkRow } from '../establish-link.ts';
import { linksOf } from '../links-of.ts';
import { CONFLICT_STATES } from '../model.ts';
import { linkConflicts } from '../tables.ts';

/** Conflicts are rare; who has more than this settles some first. */
const MOST = 100;

export const ListConflictsInput = v.object({
  state: v.optional(
    v.picklist([...CONFLICT_STATES, 'all'], `Say ${CONFLICT_STATES.join(', ')} or all.`),
    'open',
  ),
});

/** Conflicts, the newest first; a hundred at most. */
export async function listConflicts(
  ctx: ActionContext,
  raw: v.InferInput<typeof ListConflictsInput>,
): Promise<ConflictRow[]> {
  await ctx.require('accounts:read');
  const { state } = parseInput(ListConflictsInput, raw);
  return ctx.db
    .select()
    .from(linkConflicts)
    .where(
      and(
        eq(linkConflicts.guildId, ctx.guildId),
        state === 'all' ? undefined : eq(linkConflicts.state, state),
      ),
    )
    .orderBy(desc(linkConflicts.createdAt))
    .limit(MOST);
}

/** The live links of the two sides of each conflict, by the conflict's id: what they are linked to now, not then. */
export async function listLinksInTheWay(
  ctx: ActionContext,
  conflicts: readonly ConflictRow[],
): Promise<ReadonlyMap<string, LinkRow[]>> {
  await ctx.require('accounts:read');
  if (conflicts.length === 0) return new Map();
  const accountIds = conflicts.map(({ accountId }) => accountId);
  const userIds = conflicts.map(({ userId }) => userId);
  const links = await linksOf(ctx, { accountIds, userIds });
  return new Map(
    conflicts.map(({ id, accountId, userId }) => [
      id,
      links.filter((link) => link.accountId === accountId || link.userId === userId),
    ]),
  );
}
