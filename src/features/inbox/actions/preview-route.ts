import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { judge } from '../intake/judge.ts';
import { gatherFacts } from '../routing/gather-facts.ts';
import { agentFacts, selectAgents } from '../routing/load-agents.ts';
import { rulesOn, selectRules } from '../routing/load-rules.ts';
import { matchRule } from '../routing/match-rule.ts';
import { chooseRoute, type Route, type RouteFacts } from '../routing/route.ts';
import { UserId } from '../schemas.ts';
import { inboxSettings } from '../settings.ts';
import type { InboundReason } from '../tables.ts';

export const PreviewInput = v.object({
  text: v.pipe(v.string('Give a text.'), v.trim(), v.maxLength(2_000, 'At most 2000 characters.')),
  personId: v.optional(
    v.pipe(
      v.nullable(UserId),
      v.description('Who writes; absent: somebody new, with the roles that are given.'),
    ),
    null,
  ),
  roleIds: v.optional(v.pipe(v.array(UserId), v.maxLength(250, 'At most 250.')), []),
  isMember: v.optional(v.boolean('Say true or false.'), true),
});

export interface RoutePreview extends Route {
  /** Why it would not come to the desk at all. */
  held: InboundReason | null;
  /** Ids of the rules that fit, in their order. */
  ruleIds: string[];
}

/** Where a message would go just now and why, as if it came in; nothing is written down or sent. */
export async function previewRoute(
  ctx: ActionContext,
  raw: v.InferInput<typeof PreviewInput>,
): Promise<RoutePreview> {
  await ctx.require('inbox:read');
  const { text, personId, roleIds, isMember } = parseInput(PreviewInput, raw);
  if (personId) {
    const { facts, lead } = await gatherFacts(ctx, { personId, text, replyToId: null });
    return preview(facts, (await judge(ctx, { personId, lead }))?.reason ?? null);
  }
  const settings = await ctx.settings(inboxSettings);
  const [rules, agents] = await ctx.db.batch([selectRules(ctx), selectAgents(ctx)]);
  const facts: RouteFacts = {
    ...{ text, roleIds, isMember, now: ctx.now(), mode: settings.routing },
    ...{ repliedTo: null, owner: null, lastSender: null, leadOwner: null },
    ...agentFacts(agents),
    rules: rulesOn(rules),
  };
  return preview(facts, settings.lockdown ? 'lockdown' : null);
}

const preview = (facts: RouteFacts, held: InboundReason | null): RoutePreview => ({
  ...chooseRoute(facts),
  held,
  ruleIds: facts.rules.filter((rule) => matchRule(rule, facts)).map(({ id }) => id),
});
