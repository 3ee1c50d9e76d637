import { and, eq, gte, sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext, Change } from '../../../core/context.ts';
import { requireChange, requireThat } from '../../../core/database/guard.ts';
import { ConflictError, InputError, LimitError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { findRule } from '../find-desk.ts';
import { MOST_RULES } from '../limits.ts';
import { nameAgent } from '../name-agent.ts';
import { RuleInput } from '../schemas.ts';
import { inboxRules } from '../tables.ts';
import { type RuleRow, ruleView } from '../views.ts';

/** Makes a rule; with an `id`, changes that one. Positions are counted from 1 and have no gaps that matter. */
export async function saveRule(ctx: ActionContext, raw: RuleInput, id?: string): Promise<RuleRow> {
  await ctx.require('inbox:manage');
  const input = parseInput(RuleInput, raw);
  if (input.agentId === null && input.tags.length === 0 && input.priority === null) {
    throw new InputError('Say what the rule does: give it to somebody, add a tag, or set a priority.');
  }
  const before = id === undefined ? undefined : await findRule(ctx, id);
  const agent = input.agentId === null ? null : await nameAgent(ctx, input.agentId);
  const row = {
    ...newRule(ctx, { ...input, agentName: agent?.name ?? null }),
    ...(before ? kept(before) : {}),
  };
  const { statements, position } = place(ctx, row, input.position ?? before?.position);
  try {
    await ctx.commit({
      statements: before
        ? [...statements, rewrite(ctx, row, position)]
        : [...statements, insert(ctx, row, position)],
      audit: [
        {
          action: before ? 'inbox.edit-rule' : 'inbox.create-rule',
          target: `rule:${row.id}`,
          ...(before ? { before: ruleView(before) } : {}),
          after: ruleView(row),
        },
      ],
    });
  } catch (error) {
    if (error instanceof ConflictError && error.reason === 'too-many-rules') {
      throw new LimitError(`There are ${MOST_RULES} rules already. Delete one first.`);
    }
    throw error;
  }
  return findRule(ctx, row.id);
}

type NewRule = ReturnType<typeof newRule>;

function newRule(
  ctx: ActionContext,
  input: Pick<RuleRow, 'name' | 'match' | 'agentId' | 'agentName' | 'tags' | 'priority' | 'isOn'>,
) {
  const { name, match, agentId, agentName, tags, priority, isOn } = input;
  return {
    ...{ name, match, agentId, agentName, tags, priority, isOn },
    id: ctx.newId(),
    guildId: ctx.guildId,
    position: 0,
    createdBy: actorLabel(ctx.actor),
    createdByName: ctx.actor.name,
    createdAt: ctx.now(),
    updatedAt: ctx.now(),
  };
}

const kept = ({ id, position, createdBy, createdByName, createdAt }: RuleRow) => ({
  id,
  position,
  createdBy,
  createdByName,
  createdAt,
});

/** Makes room at the wanted position; without one the rule comes last. */
function place(ctx: ActionContext, row: NewRule, wanted: number | undefined) {
  const statements: Change['statements'] = [];
  if (row.position === 0) {
    const few = sql`(select count(*) from inbox_rules where guild_id = ${ctx.guildId}) < ${MOST_RULES}`;
    statements.push(requireThat(few, 'too-many-rules'));
  }
  if (wanted !== undefined && wanted !== row.position) {
    statements.push(
      ctx.db
        .update(inboxRules)
        .set({ position: sql`${inboxRules.position} + 1` })
        .where(and(eq(inboxRules.guildId, ctx.guildId), gte(inboxRules.position, wanted))),
    );
  }
  const last = sql`(select coalesce(max(position), 0) + 1 from inbox_rules where guild_id = ${ctx.guildId})`;
  return { statements, position: wanted === undefined ? last : sql`${wanted}::int` };
}

const insert = (ctx: ActionContext, row: NewRule, position: ReturnType<typeof sql>) =>
  ctx.db.insert(inboxRules).values({ ...row, position });

function rewrite(ctx: ActionContext, row: NewRule, position: ReturnType<typeof sql>) {
  const { name, match, agentId, agentName, tags, priority, isOn, updatedAt } = row;
  const change = ctx.db
    .update(inboxRules)
    .set({ name, match, agentId, agentName, tags, priority, isOn, updatedAt, position })
    .where(and(eq(inboxRules.guildId, ctx.guildId), eq(inboxRules.id, row.id)));
  return requireChange(change.getSQL(), 'rule-gone');
}
