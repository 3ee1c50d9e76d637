import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { type ConversationRow, splitConversation } from '../../conversations/public.ts';
import { findInbox } from '../find-inbox.ts';
import { nameAgent } from '../name-agent.ts';
import { line, UserId, Uuid } from '../schemas.ts';
import { assignInbox } from './assign-conversation.ts';

export const SplitInput = v.object({
  messageIds: v.pipe(
    v.array(Uuid),
    v.minLength(1, 'Choose at least one message.'),
    v.maxLength(200, 'At most 200 messages.'),
  ),
  subject: v.optional(line(200)),
  /** Absent: whoever has the conversation; null: the team. */
  assigneeId: v.optional(v.nullable(UserId)),
});

/**
 * Takes messages out of a conversation into one of their own. What the person writes next goes where it went before;
 * a reply to one of these messages goes to the new one. If it is given to somebody else, both owners are told.
 */
export async function splitInbox(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof SplitInput>,
): Promise<ConversationRow> {
  await ctx.require('inbox:write');
  const { messageIds, subject, assigneeId } = parseInput(SplitInput, raw);
  const from = await findInbox(ctx, reference);
  // Before anything is changed, so that nothing is when there is no such person.
  const agent = assigneeId ? await nameAgent(ctx, assigneeId) : undefined;
  const made = await splitConversation(
    ctx,
    { from: from.id, messageIds, subject: subject ?? from.subject },
    'inbox:write',
  );
  if (assigneeId === undefined || assigneeId === from.assigneeId) return made;
  return assignInbox(ctx, made.id, { assigneeId }, agent ? { name: agent.name } : {});
}
