import * as v from 'valibot';
import type { ActionContext, Change } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { appendInbound, type MessageRow, queueReply } from '../../conversations/public.ts';
import { MANAGE, requireWork, WRITE } from '../access.ts';
import { findTicket } from '../find-ticket.ts';
import { nameMember } from '../name-member.ts';
import { DiscordId, FirstMessage, Id, ReplyText } from '../schemas.ts';

export const ReplyTicketInput = v.object({
  content: v.optional(ReplyText, ''),
  /** Of uploads; see `POST /conversations/uploads`. */
  attachmentIds: v.optional(v.pipe(v.array(Id), v.maxLength(10, 'At most 10 files.')), []),
  agentId: v.optional(
    v.pipe(DiscordId, v.description('Discord id of whoever of the team it is from; needs tickets:manage.')),
  ),
});

/**
 * Answers a ticket: in its thread, or where its member is reached now. The same `key`, the same message. `extra`: what
 * has to happen together with it.
 */
export async function replyTicket(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof ReplyTicketInput>,
  { key, extra }: { key?: string; extra?: Partial<Change> } = {},
) {
  const { agentId, ...input } = parseInput(ReplyTicketInput, raw);
  const found = await findTicket(ctx, reference);
  const access = await requireWork(ctx, found);
  const { number } = found.conversation;
  if (found.ticket.status === 'closed')
    throw new ConflictError('closed', `#${number} is closed. Open it again first.`);
  const author = agentId ? await agentOf(ctx, agentId) : undefined;
  return queueReply(
    ctx,
    {
      ...input,
      conversationId: found.ticket.id,
      ...(author ? { author } : {}),
      ...(key ? { key } : {}),
      ...(extra ? { extra } : {}),
    },
    access,
  );
}

/**
 * Takes what a member wrote in a program of the organisation's own, e.g. a customer's page. It stands in the timeline
 * and, on a blue card, in the thread. A closed ticket opens again.
 */
export async function writeForMember(
  ctx: ActionContext,
  reference: string,
  raw: { content: string },
  { key }: { key?: string } = {},
): Promise<MessageRow> {
  await ctx.require(WRITE);
  const { content } = parseInput(v.object({ content: FirstMessage }), raw);
  const { ticket, conversation } = await findTicket(ctx, reference);
  const { message } = await appendInbound(
    ctx,
    {
      conversationId: ticket.id,
      discordMessageId: null,
      channelId: null,
      transport: 'web',
      stays: true,
      author: { id: conversation.personId, name: conversation.personName },
      content,
      at: ctx.now(),
      ...(key ? { key } : {}),
    },
    WRITE,
  );
  return message;
}

async function agentOf(ctx: ActionContext, id: string) {
  await ctx.require(MANAGE);
  return { id, name: await nameMember(ctx, id), kind: 'staff' as const };
}
