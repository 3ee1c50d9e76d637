import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { getGuild } from '../../../discord/guilds.ts';
import {
  fillPlaceholders,
  findCanned,
  mentions,
  type QueuedReply,
  queueReply,
} from '../../conversations/public.ts';
import { findInbox } from '../find-inbox.ts';
import { findLead } from '../find-lead.ts';

export const ReplyInput = v.object({
  content: v.optional(v.string('Give a text.')),
  /** Id or name of a canned reply, filled in for this person. */
  canned: v.optional(v.pipe(v.string('Give a text.'), v.trim())),
  /** Not before then, ISO 8601. */
  sendAt: v.optional(v.pipe(v.string(), v.isoTimestamp('Give a time like 2026-11-27T17:00:00Z.'))),
});

/** Answers the person, in own words or by a canned reply; now, or at a time to come. */
export async function replyInbox(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof ReplyInput>,
  { key }: { key?: string } = {},
): Promise<QueuedReply> {
  await ctx.require('inbox:write');
  const { content, canned, sendAt } = parseInput(ReplyInput, raw);
  if ((content === undefined) === (canned === undefined)) {
    throw new InputError('Give either a text or the name of a canned reply.');
  }
  const conversation = await findInbox(ctx, reference);
  const text = canned === undefined ? content : await fillIn(ctx, canned, conversation);
  return queueReply(
    ctx,
    {
      conversationId: conversation.id,
      content: text ?? '',
      ...(sendAt ? { sendAt } : {}),
      ...(key ? { key } : {}),
    },
    'inbox:write',
  );
}

/** The text of a canned reply as this person would get it. Asks Discord for the server's name only if it is in it. */
export async function fillIn(
  ctx: ActionContext,
  canned: string,
  conversation: { personId: string; personName: string; number: number; subject: string },
): Promise<string> {
  const { body } = await findCanned(ctx, canned);
  const [lead, server] = await Promise.all([
    mentions(body, 'username') ? findLead(ctx, conversation.personId) : undefined,
    mentions(body, 'server') ? getGuild(ctx.discord, ctx.guildId) : undefined,
  ]);
  return fillPlaceholders(body, {
    name: conversation.personName,
    user: conversation.personName,
    username: lead?.username ?? conversation.personName,
    agent: ctx.actor.name,
    server: server?.name ?? '',
    number: `#${conversation.number}`,
    ticket: `#${conversation.number}`,
    subject: conversation.subject,
  });
}
