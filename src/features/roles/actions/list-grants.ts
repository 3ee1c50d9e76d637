import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { GRANT_STATES } from '../model.ts';
import { type GrantView, UserId } from '../schemas.ts';
import { roleGrants } from '../tables.ts';
import { grantView } from '../views.ts';

export const ListGrantsInput = v.object({
  userId: v.optional(UserId),
  state: v.optional(v.picklist(GRANT_STATES, `Choose one of ${GRANT_STATES.join(', ')}.`)),
  limit: v.optional(
    v.pipe(v.number('Give a number.'), v.integer('Give a whole number.'), v.minValue(1), v.maxValue(100)),
    50,
  ),
  after: v.optional(
    v.object({ since: v.pipe(v.string(), v.isoTimestamp()), userId: UserId, roleId: v.string() }),
  ),
});

/** The ledger: whose role is a rule's, newest first. Without a state: all but what was given by hand. */
export async function listGrants(
  ctx: ActionContext,
  raw: v.InferInput<typeof ListGrantsInput> = {},
): Promise<{ grants: GrantView[]; next: { since: string; userId: string; roleId: string } | null }> {
  await ctx.require('roles:read');
  const { userId, state, limit, after } = parseInput(ListGrantsInput, raw);
  const states = state ? [state] : GRANT_STATES.filter((one) => one !== 'manual');
  const rows = await ctx.db
    .select()
    .from(roleGrants)
    .where(
      and(
        eq(roleGrants.guildId, ctx.guildId),
        inArray(roleGrants.state, states),
        userId ? eq(roleGrants.userId, userId) : undefined,
        after
          ? sql`(date_trunc('milliseconds', ${roleGrants.since}), ${after.userId}, ${after.roleId})
              < (${after.since}::timestamptz, ${roleGrants.userId}, ${roleGrants.roleId})`
          : undefined,
      ),
    )
    .orderBy(
      desc(sql`date_trunc('milliseconds', ${roleGrants.since})`),
      asc(roleGrants.userId),
      asc(roleGrants.roleId),
    )
    .limit(limit + 1);
  const grants = rows.slice(0, limit).map(grantView);
  const last = rows.length > limit ? grants.at(-1) : undefined;
  return {
    grants,
    next: last ? { since: last.since, userId: last.userId, roleId: last.roleId } : null,
  };
}
