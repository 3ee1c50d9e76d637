import { eq, lte, or, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';
import { truncate } from '../../../discord/text.ts';
import { createDm } from '../../../discord/users.ts';
import { findConversation } from '../../conversations/public.ts';
import { staffChannelOf } from '../desk-channel.ts';
import { inert } from '../discord/card-message.ts';
import { inboxSettings } from '../settings.ts';
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

/** Tells the owner of a conversation that the person wrote; once for several messages in a row. */
export async function tellOwner(ctx: ActionContext, signal: Signal): Promise<void> {
  const { notify } = await ctx.settings(inboxSettings);
  const { conversation, person, content, assignee } = v.parse(Received, signal.data);
  if (notify === 'off' || !assignee || !(await mayTell(ctx, conversation.id, new Date(signal.createdAt))))
    return;
  const words = truncate(inert(content), 300) || '*No text*';
  const said = `**${inert(person.name)}** wrote in #${conversation.number}: ${words}`;
  await tell(ctx, notify, assignee.id, said, signal.id);
}

/** Tells whoever had a conversation and whoever has it now, except those who did it themselves. */
export async function tellOfAssignment(ctx: ActionContext, signal: Signal): Promise<void> {
  const { notify } = await ctx.settings(inboxSettings);
  if (notify === 'off') return;
  const { conversation, before, after, by } = v.parse(Assigned, signal.data);
  const { personName } = await findConversation(ctx, conversation.id);
  const what = `#${conversation.number} with **${inert(personName)}**`;
  const isActor = (id: string) => signal.actor === `user:${id}`;
  if (before && before.id !== after?.id && !isActor(before.id)) {
    const whose = after ? `to ${inert(after.name)}` : 'back to the team';
    await tell(ctx, notify, before.id, `${inert(by)} gave ${what} ${whose}.`, signal.id);
  }
  if (after && !isActor(after.id)) {
    await tell(ctx, notify, after.id, `${inert(by)} gave ${what} to you.`, signal.id);
  }
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

/** At least once, shown once by its nonce. Where somebody takes no direct messages, the staff channel is left. */
async function tell(
  ctx: ActionContext,
  way: 'channel' | 'dm',
  userId: string,
  said: string,
  signalId: string,
): Promise<void> {
  const idempotencyKey = `inbox-tell:${signalId}:${userId}`;
  if (way === 'dm') {
    try {
      const dm = await createDm(ctx.discord, userId);
      await createMessage(ctx.discord, dm.id, { content: said }, { idempotencyKey });
      return;
    } catch (error) {
      if (!(error instanceof DiscordApiError)) throw error;
      ctx.log.warn('somebody of the team takes no direct message', { code: error.code });
    }
  }
  const channelId = await staffChannelOf(ctx);
  if (!channelId) return;
  try {
    const body = { content: `<@${userId}> ${said}`, allowed_mentions: { parse: [], users: [userId] } };
    await createMessage(ctx.discord, channelId, body, { idempotencyKey });
  } catch (error) {
    if (!(error instanceof DiscordApiError)) throw error;
    ctx.log.warn('nobody was told of a message', { code: error.code });
  }
}
