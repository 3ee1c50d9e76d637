import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { ConversationRow } from '../../conversations/public.ts';
import { findInbox } from '../find-inbox.ts';
import { RuleMatchInput, UserId } from '../schemas.ts';
import type { RuleRow } from '../views.ts';
import { assignInbox } from './assign-conversation.ts';
import { listRules } from './list-rules.ts';
import { saveRule } from './save-rule.ts';

export const CorrectRouteInput = v.object({
  /** Whose it should have been. */
  assigneeId: UserId,
  /** What such messages have in common from now on; absent: the rule that decided is changed. */
  match: v.optional(RuleMatchInput),
});

/**
 * “Wrong → fix the rule”: gives the conversation to the right person and sees to it that the next one goes there at
 * once. The rule that decided is given to that person; if none did, `match` makes a new one, looked at first.
 */
export async function correctRoute(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof CorrectRouteInput>,
): Promise<{ conversation: ConversationRow; rule: RuleRow }> {
  await ctx.require('inbox:manage');
  const { assigneeId, match } = parseInput(CorrectRouteInput, raw);
  const row = await findInbox(ctx, reference);
  const decided = (await listRules(ctx)).find(({ id }) => id === row.routeReason?.rule);
  if (!decided && !match) {
    throw new InputError(
      'No rule decided this, so none can be changed. Say what such messages have in common.',
      {
        match: 'This is required, because no rule decided.',
      },
    );
  }
  const rule =
    decided && !match
      ? await saveRule(ctx, { ...ruleInput(decided), agentId: assigneeId }, decided.id)
      : await saveRule(ctx, {
          name: `Like #${row.number}`,
          match: match ?? { kind: 'guild', isMember: true },
          agentId: assigneeId,
          position: 1,
        });
  const conversation = row.assigneeId === assigneeId ? row : await assignInbox(ctx, row.id, { assigneeId });
  return { conversation, rule };
}

const ruleInput = ({ name, match, tags, priority, isOn }: RuleRow) => ({ name, match, tags, priority, isOn });
