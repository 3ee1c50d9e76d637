import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import type { RuleRow } from '../syncing/compute-plan.ts';
import { roleRules } from '../tables.ts';

/** Why a rule in the state `ending` can neither be changed nor made anew, and what to do. */
export const STILL_ENDING =
  'This rule is still being deleted. Wait until the roles that it gave are taken, or delete it without taking them; then make a new one.';

/** The rule of this server; throws NotFoundError for any other. */
export async function findRule(ctx: ActionContext, id: string): Promise<RuleRow> {
  const gone = new NotFoundError('There is no such rule for roles. It may have been deleted.');
  if (!isUuid(id)) throw gone;
  const [row] = await ctx.db
    .select()
    .from(roleRules)
    .where(and(eq(roleRules.guildId, ctx.guildId), eq(roleRules.id, id)));
  if (!row) throw gone;
  return row;
}
