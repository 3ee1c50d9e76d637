import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ActionContext, AuditEntry, Change } from '../../core/context.ts';
import type { NewJob } from '../../core/queue/job.ts';
import type { NewSignal } from '../../core/signals/signal.ts';
import { withdrawal } from './consent.ts';
import type { InboundMessage } from './inbound-message.ts';
import { INBOX } from './open-key.ts';
import { isFreeKey } from './other-open.ts';
import { upsertReach } from './reach.ts';
import { conversationsSettings } from './settings.ts';
import { isStopWord } from './stop-words.ts';
import { conversationMessages, conversations } from './tables.ts';
import { type ConversationRow, conversationView, messageView } from './views.ts';

/** Messages whose being seen is told one by one; the others change with them. */
const MOST_TOLD = 20;

interface Effects {
  conversation: Partial<ConversationRow>;
  statements: Change['statements'];
  signals(after: ConversationRow): NewSignal[];
  audit: AuditEntry[];
  jobs: NewJob[];
}

/**
 * What follows from a person having written: the conversation opens or wakes and moves to where they wrote, what was
 * sent to them counts as seen, what waited for them is queued again, a stop word ends consent.
 */
export async function inboundEffects(
  ctx: ActionContext,
  conversation: ConversationRow,
  input: InboundMessage,
  messageId: string,
): Promise<Effects> {
  const place = input.stays ? {} : { transport: input.transport, channelId: input.channelId };
  if (input.fromStaff) {
    const state = conversation.state === 'closed' ? {} : { state: 'waiting' as const };
    return { conversation: state, statements: [], signals: () => [], audit: [], jobs: [] };
  }
  if (input.fromOther) {
    const state = conversation.state === 'closed' ? {} : { state: 'open' as const, snoozedUntil: null };
    return { conversation: state, statements: [], signals: () => [], audit: [], jobs: [] };
  }
  const { stopWords } = await ctx.settings(conversationsSettings);
  const stopped = isStopWord(input.content, stopWords)
    ? await withdrawal(ctx, conversation.personId, {
        evidence: `Wrote “${input.content.trim().slice(0, 60)}”.`,
        messageId,
      })
    : undefined;
  const [sent, waiting] = await Promise.all([
    ctx.db
      .select()
      .from(conversationMessages)
      .where(and(inConversation(ctx, conversation), eq(conversationMessages.state, 'sent'), isOut))
      .orderBy(sql`${conversationMessages.sequence} desc`)
      .limit(MOST_TOLD),
    findWaiting(ctx, conversation.personId),
  ]);
  const wakes = conversation.state === 'snoozed';
  const reopens = conversation.state === 'closed' && input.reopen !== 'never';
  const opened = reopens
    ? { state: 'open' as const, closedAt: null, openKey: input.openKey ?? null }
    : conversation.state === 'closed'
      ? {}
      : { state: 'open' as const, snoozedUntil: null };
  const told = wakes || reopens ? ([wakes ? 'woken' : 'reopened'] as const) : [];
  const at = ctx.now();
  return {
    conversation: { ...opened, ...place },
    statements: [
      ...(reopens && input.openKey ? [isFreeKey(ctx, conversation, input.openKey)] : []),
      ctx.db
        .update(conversationMessages)
        .set({ state: 'seen', seenAt: at })
        .where(and(inConversation(ctx, conversation), eq(conversationMessages.state, 'sent'), isOut)),
      upsertReach(ctx, conversation.personId, {
        lastCode: null,
        ...membership(input),
        ...(input.transport === 'dm' ? { dmState: 'open' as const, dmChannelId: input.channelId } : {}),
        ...(input.transport === 'thread' && conversation.feature === INBOX
          ? { threadId: input.channelId }
          : {}),
      }),
      ...requeue(ctx, conversation.personId, waiting),
      ...(stopped?.statements ?? []),
    ],
    signals: (after) => [
      ...told.map((change) => ({
        type: 'conversation.changed',
        subject: `conversation:${after.id}`,
        data: { conversation: conversationView(after), change },
      })),
      ...sent.map((message) => ({
        type: 'message.seen',
        subject: `conversation:${after.id}`,
        data: {
          conversation: conversationView(after),
          message: messageView({ ...message, state: 'seen', seenAt: at }),
        },
      })),
      ...(stopped?.signals ?? []),
    ],
    audit: stopped?.audit ?? [],
    jobs: waiting.map((conversationId) => ({ name: 'conversations.send', payload: { conversationId } })),
  };
}

const waitsFor = (ctx: ActionContext, personId: string) =>
  and(
    eq(conversationMessages.guildId, ctx.guildId),
    eq(conversationMessages.personId, personId),
    eq(conversationMessages.state, 'unreachable'),
  );

/** Ids of the conversations in which something waits for a person. */
export async function findWaiting(ctx: ActionContext, personId: string): Promise<string[]> {
  const rows = await ctx.db
    .selectDistinct({ id: conversationMessages.conversationId })
    .from(conversationMessages)
    .where(waitsFor(ctx, personId));
  return rows.map(({ id }) => id);
}

/** Puts everything that waited for a person in these conversations back into the outbox. */
export function requeue(
  ctx: ActionContext,
  personId: string,
  conversationIds: readonly string[],
): Change['statements'] {
  if (conversationIds.length === 0) return [];
  const ids = [...conversationIds];
  return [
    ctx.db
      .update(conversations)
      .set({ outboxVersion: sql`${conversations.outboxVersion} + 1` })
      .where(and(eq(conversations.guildId, ctx.guildId), inArray(conversations.id, ids))),
    ctx.db
      .update(conversationMessages)
      .set({ state: 'queued', error: null, sendingAt: null })
      .where(and(waitsFor(ctx, personId), inArray(conversationMessages.conversationId, ids))),
  ];
}

/** What a message tells of its author being in the server: of a direct message, that it may be worth asking again. */
function membership({ transport }: InboundMessage): { inGuild?: 'yes' | null } {
  if (transport === 'web') return {};
  return { inGuild: transport === 'dm' ? null : 'yes' };
}

const inConversation = (ctx: ActionContext, { id }: ConversationRow) =>
  and(eq(conversationMessages.guildId, ctx.guildId), eq(conversationMessages.conversationId, id));
const isOut = eq(conversationMessages.direction, 'out');
