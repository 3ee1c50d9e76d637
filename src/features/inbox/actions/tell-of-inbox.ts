import { eq, lte, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Telling } from '../../../core/notifications/kind.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { timestamp, truncate } from '../../../discord/text.ts';
import { findConversation } from '../../conversations/public.ts';
import { inert } from '../discord/card-message.ts';
import { inboxCards } from '../tables.ts';

/** Several messages in a row are told of once. */
const QUIET_MS = 2 * 60_000;
const Agent = v.nullable(v.object({ id: v.string(), name: v.string() }));
const About = v.object({ id: v.string(), number: v.number() });
const Received = v.looseObject({
  conversation: About,
  person: v.looseObject({ name: v.string() }),
  content: v.string(),
  assignee: Agent,
});
const Assigned = v.looseObject({ conversation: About, before: Agent, after: Agent, by: v.string() });
const Unrouted = v.looseObject({ count: v.number(), oldestAt: v.string() });

/** To the owner of a conversation: the person wrote. Once for several messages in a row. */
export async function tellOfMessage(ctx: ActionContext, signal: Signal): Promise<Telling[]> {
  const { conversation, person, content, assignee } = v.parse(Received, signal.data);
  if (!assignee || !(await mayTell(ctx, conversation.id, new Date(signal.createdAt)))) return [];
  const { number } = conversation;
  const words = truncate(inert(content), 300) || '*No text*';
  return [
    {
      userIds: [assignee.id],
      text: `**${inert(person.name)}** wrote in #${number}: ${words}`,
      plain: `${person.name} wrote in #${number}: ${truncate(content, 300) || 'no text'}`,
      path: `/inbox/${number}`,
    },
  ];
}

/** To whoever had a conversation and whoever has it now. */
export async function tellOfAssignment(ctx: ActionContext, signal: Signal): Promise<Telling[]> {
  const { conversation, before, after, by } = v.parse(Assigned, signal.data);
  const { personName } = await findConversation(ctx, conversation.id);
  const { number } = conversation;
  const tell = (userId: string, whose: string): Telling => ({
    userIds: [userId],
    text: `${inert(by)} gave #${number} with **${inert(personName)}** ${inert(whose)}.`,
    plain: `${by} gave #${number} with ${personName} ${whose}.`,
    path: `/inbox/${number}`,
  });
  return [
    ...(before && before.id !== after?.id
      ? [tell(before.id, after ? `to ${after.name}` : 'back to the team')]
      : []),
    ...(after ? [tell(after.id, 'to you')] : []),
  ];
}

/** To the team: messages wait that are nobody's. */
export function tellOfUnrouted({ data }: Signal): Telling[] {
  const { count, oldestAt } = v.parse(Unrouted, data);
  const wait = count === 1 ? '1 message waits that is nobody’s' : `${count} messages wait that are nobody’s`;
  const since = timestamp(new Date(oldestAt), 'R');
  return [{ text: `⚠️ **${wait}**, the oldest since ${since}.`, plain: `${wait}.`, path: '/inbox' }];
}

/** True for the first message after a while, also when its job runs again. */
async function mayTell(ctx: ActionContext, conversationId: string, at: Date): Promise<boolean> {
  const told = await ctx.db
    .insert(inboxCards)
    .values({ conversationId, guildId: ctx.guildId, channelId: '', pingedAt: at, updatedAt: at })
    .onConflictDoUpdate({
      target: inboxCards.conversationId,
      set: { pingedAt: at },
      setWhere: or(
        sql`${inboxCards.pingedAt} is null`,
        eq(inboxCards.pingedAt, at),
        lte(inboxCards.pingedAt, new Date(at.getTime() - QUIET_MS)),
      ),
    })
    .returning({ id: inboxCards.conversationId });
  return told.length > 0;
}
