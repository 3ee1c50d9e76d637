import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { assignConversation, type ConversationRow } from '../../conversations/public.ts';
import { toldOfAssignment } from '../assignment.ts';
import { findInbox } from '../find-inbox.ts';
import { nameAgent } from '../name-agent.ts';
import { byPerson } from '../routing/route.ts';
import { storedReason } from '../routing/stored-reason.ts';
import { UserId } from '../schemas.ts';

export const AssignInput = v.object({
  /** Null gives it back to the team. */
  assigneeId: v.nullable(UserId),
});

/** Gives a conversation to somebody, or back to the team; whoever had it and whoever gets it are told. */
export async function assignInbox(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof AssignInput>,
  { name }: { name?: string } = {},
): Promise<ConversationRow> {
  await ctx.require('inbox:write');
  const { assigneeId } = parseInput(AssignInput, raw);
  const row = await findInbox(ctx, reference);
  if (row.assigneeId === assigneeId) {
    const already = assigneeId ? `is ${row.assigneeName}’s already` : 'is nobody’s already';
    throw new ConflictError('assigned', `#${row.number} ${already}.`);
  }
  const agent =
    assigneeId === null ? null : name ? { id: assigneeId, name } : await nameAgent(ctx, assigneeId);
  const by = ctx.actor.name;
  const reason = byPerson(agent, by);
  const extra = toldOfAssignment(row, agent, { by, reason });
  return assignConversation(ctx, row.id, agent, { reason: storedReason(reason), extra }, 'inbox:write');
}

/** Takes a conversation oneself. Of two at once one gets it; the other hears who was first. */
export async function claimConversation(ctx: ActionContext, reference: string): Promise<ConversationRow> {
  await ctx.require('inbox:write');
  const { actor } = ctx;
  if (actor.kind !== 'user') {
    throw new ConflictError('no-person', 'A program cannot take a conversation. Assign it to somebody.');
  }
  const row = await findInbox(ctx, reference);
  if (row.assigneeId && row.assigneeId !== actor.id) {
    throw new ConflictError(
      'claimed',
      `#${row.number} is ${row.assigneeName}’s. Assign it if it shall be yours.`,
    );
  }
  if (row.assigneeId === actor.id) return row;
  return assignInbox(ctx, row.id, { assigneeId: actor.id }, { name: actor.name });
}
