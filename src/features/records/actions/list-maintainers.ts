import { and, asc, eq, ilike, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { likePattern } from '../../../core/database/like-pattern.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { MaintainerRow } from '../find-maintainer.ts';
import { maintainers } from '../tables.ts';

export const ListMaintainersInput = v.object({
  words: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100, 'At most 100 characters.')), ''),
  /** Of the last one of the page before: whether no link is proposed, name and id. */
  after: v.optional(v.tuple([v.boolean(), v.string(), v.string()])),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 25),
});
export type ListMaintainersInput = v.InferInput<typeof ListMaintainersInput>;

/** The roster by name, those with a proposed link first. One query. */
export async function listMaintainers(
  ctx: ActionContext,
  raw: ListMaintainersInput,
): Promise<MaintainerRow[]> {
  await ctx.require('records:read');
  const input = parseInput(ListMaintainersInput, raw);
  const pattern = likePattern(input.words);
  return ctx.db
    .select()
    .from(maintainers)
    .where(
      and(
        eq(maintainers.guildId, ctx.guildId),
        input.words === ''
          ? undefined
          : or(ilike(maintainers.name, pattern), ilike(maintainers.username, pattern)),
        input.after &&
          sql`(${maintainers.proposedUserId} is null, ${maintainers.name}, ${maintainers.id})
            > (${input.after[0]}::boolean, ${input.after[1]}::text, ${input.after[2]}::uuid)`,
      ),
    )
    .orderBy(sql`${maintainers.proposedUserId} is null`, asc(maintainers.name), asc(maintainers.id))
    .limit(input.limit);
}
