import { and, desc, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { ConflictRow } from '../establish-link.ts';
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
