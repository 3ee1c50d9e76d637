import { and, eq, sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext, Change } from '../../../core/context.ts';
import { requireChange, requireThat } from '../../../core/database/guard.ts';
import { ConflictError, InputError, LimitError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findRule } from '../find-desk.ts';
import { MOST_RULES } from '../limits.ts';
import { nameAgent } from '../name-agent.ts';
import { selectRules } from '../routing/load-rules.ts';
import { RuleInput } from '../schemas.ts';
import { inboxRules } from '../tables.ts';
import { type RuleRow, ruleView } from '../views.ts';
import { orderStatements, RULES_MOVED } from './order-rules.ts';

/** Each round loses only to somebody who changed the rules first. */
const MOST_ROUNDS = 4;

/** Makes a rule, the last unless a `position` is given; with an `id`, changes that one. Positions count from 1. */
export async function saveRule(ctx: ActionContext, raw: RuleInput, id?: string): Promise<RuleRow> {
  await ctx.require('inbox:manage');
  const input = parseInput(RuleInput, raw);
  if (input.agentId === null && input.tags.length === 0 && input.priority === null) {
    throw new InputError('Say what the rule does: give it to somebody, add a tag, or set a priority.');
  }
  const before = id === undefined ? undefined : await findRule(ctx, id);
  const agent = input.agentId === null ? null : await nameAgent(ctx, input.agentId);
  const { name, match, agentId, tags, priority, isOn } = input;
  const set = { name, match, agentId, agentName: agent?.name ?? null, tags, priority, isOn };
  for (let round = 1; ; round++) {
    const ids = (await selectRules(ctx)).map((row) => row.id);
    const row = before
      ? { ...before, ...set, position: ids.indexOf(before.id) + 1, updatedAt: ctx.now() }
      : { ...newRule(ctx), ...set, position: ids.length + 1 };
    const others = ids.filter((other) => other !== row.id);
    const place = Math.min(input.position ?? row.position, others.length + 1);
    const after = { ...row, position: place };
    try {
      await ctx.commit({
        statements: [
          ...(before ? [rewrite(ctx, after)] : add(ctx, after)),
          ...orderStatements(ctx, others.toSpliced(place - 1, 0, row.id)),
        ],
        audit: [
          {
            action: before ? 'inbox.edit-rule' : 'inbox.create-rule',
            target: `rule:${row.id}`,
            ...(before ? { before: ruleView(before) } : {}),
            after: ruleView(after),
          },
        ],
      });
      return after;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      if (error.reason === 'too-many-rules')
        throw new LimitError(`There are ${MOST_RULES} rules already. Delete one first.`);
      if (error.reason !== RULES_MOVED || round >= MOST_ROUNDS) throw error;
    }
  }
}

const newRule = (ctx: ActionContext) => ({
  id: ctx.newId(),
  guildId: ctx.guildId,
  createdBy: actorLabel(ctx.actor),
  createdByName: ctx.actor.name,
  createdAt: ctx.now(),
  updatedAt: ctx.now(),
});

function add(ctx: ActionContext, row: RuleRow): Change['statements'] {
  const few = sql`(select count(*) from inbox_rules where guild_id = ${ctx.guildId}) < ${MOST_RULES}`;
  return [requireThat(few, 'too-many-rules'), ctx.db.insert(inboxRules).values(row)];
}

function rewrite(ctx: ActionContext, row: RuleRow) {
  const { name, match, agentId, agentName, tags, priority, isOn, updatedAt } = row;
  const change = ctx.db
    .update(inboxRules)
    .set({ name, match, agentId, agentName, tags, priority, isOn, updatedAt })
    .where(and(eq(inboxRules.guildId, ctx.guildId), eq(inboxRules.id, row.id)));
  return requireChange(change.getSQL(), 'rule-gone');
}
