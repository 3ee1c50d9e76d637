import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext, Change } from '../../../core/context.ts';
import { requireThat } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findRule } from '../find-desk.ts';
import { MOST_RULES } from '../limits.ts';
import { selectRules } from '../routing/load-rules.ts';
import { Uuid } from '../schemas.ts';
import type { RuleRow } from '../views.ts';

/** Reason of the conflict when rules came, went or moved meanwhile. */
export const RULES_MOVED = 'rules-moved';
const LOOK_AGAIN = 'The rules were changed by somebody else meanwhile. Look at them again.';

export const RuleOrderInput = v.object({
  ids: v.pipe(
    v.array(Uuid),
    v.minLength(1, 'Name the rules.'),
    v.maxLength(MOST_RULES, `At most ${MOST_RULES}.`),
    v.description('Ids of all rules, the one that is looked at first at the beginning.'),
  ),
});

/** Puts all rules into an order. Throws ConflictError when they are not exactly those that there are. */
export async function orderRules(
  ctx: ActionContext,
  raw: v.InferInput<typeof RuleOrderInput>,
): Promise<RuleRow[]> {
  await ctx.require('inbox:manage');
  const { ids } = parseInput(RuleOrderInput, raw);
  const before = (await selectRules(ctx)).map(({ id }) => id);
  try {
    await ctx.commit({
      statements: orderStatements(ctx, ids),
      audit: [{ action: 'inbox.order-rules', target: 'rules', before: { ids: before }, after: { ids } }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== RULES_MOVED) throw error;
    throw new ConflictError(RULES_MOVED, LOOK_AGAIN);
  }
  return selectRules(ctx);
}

/** Moves a rule one place up or down; at the end it stays where it is. */
export async function moveRule(ctx: ActionContext, id: string, way: 'up' | 'down'): Promise<void> {
  await ctx.require('inbox:manage');
  const rule = await findRule(ctx, id);
  const ids = (await selectRules(ctx)).map((row) => row.id);
  const at = ids.indexOf(rule.id);
  const to = way === 'up' ? at - 1 : at + 1;
  if (to < 0 || to >= ids.length) return;
  await orderRules(ctx, { ids: ids.toSpliced(at, 1).toSpliced(to, 0, rule.id) });
}

/** Statements that give rules the places 1, 2, 3 …; they fail with RULES_MOVED unless these are all that there are. */
export function orderStatements(ctx: ActionContext, ids: readonly string[]): Change['statements'] {
  const wanted = sql`jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) with ordinality as wanted(id, place)`;
  const present = sql`select id::text from inbox_rules where guild_id = ${ctx.guildId}`;
  return [
    requireThat(
      sql`(select array_agg(id order by id) from (${present}) present)
        = (select array_agg(id order by id) from ${wanted})`,
      RULES_MOVED,
    ),
    sql`update inbox_rules set position = wanted.place from ${wanted}
      where inbox_rules.guild_id = ${ctx.guildId} and inbox_rules.id = wanted.id::uuid`,
  ];
}
