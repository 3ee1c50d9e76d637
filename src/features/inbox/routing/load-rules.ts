import { asc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { inboxRules } from '../tables.ts';
import type { RuleRow } from '../views.ts';
import type { RouteRule } from './match-rule.ts';

/** A query for all rules of a server in the order in which they are looked at. */
export const selectRules = (ctx: ActionContext) =>
  ctx.db
    .select()
    .from(inboxRules)
    .where(eq(inboxRules.guildId, ctx.guildId))
    .orderBy(asc(inboxRules.position), asc(inboxRules.id));

/** The rules that count, as routing looks at them. */
export const rulesOn = (rows: readonly RuleRow[]): RouteRule[] =>
  rows
    .filter(({ isOn }) => isOn)
    .map(({ id, name, match, agentId, agentName, tags, priority }) => ({
      ...{ id, name, match, tags, priority },
      agent: agentId ? { id: agentId, name: agentName ?? agentId } : null,
    }));
