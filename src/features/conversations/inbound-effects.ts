import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ActionContext, AuditEntry, Change } from '../../core/context.ts';
import { requireThat } from '../../core/database/guard.ts';
import type { NewJob } from '../../core/queue/job.ts';
import type { NewSignal } from '../../core/signals/signal.ts';
import { withdrawal } from './consent.ts';
import type { InboundMessage } from './inbound-message.ts';
import { INBOX } from './open-key.ts';
import { upsertReach } from './reach.ts';
import { conversationsSettings } from './settings.ts';
import { isStopWord } from './stop-words.ts';
import { conversationMessages, conversations } from './tables.ts';
import { type ConversationRow, conversationView, type MessageRow, messageView } from './views.ts';

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
  const [sent, waiting] = await ctx.db.batch([
    ctx.db
      .select()
      .from(conversationMessages)
      .where(and(inConversation(ctx, conversation), eq(conversationMessages.state, 'sent'), isOut))
      .orderBy(sql`${conversationMessages.sequence} desc`)
      .limit(MOST_TOLD),
    ctx.db
      .select()
      .from(conversationMessages)
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          eq(conversationMessages.personId, conversation.personId),
          eq(conversationMessages.state, 'unreachable'),
        ),
      )
      .limit(MOST_TOLD),
  ]);
  const wakes = conversation.state === 'snoozed';
  const reopens = conversation.state === 'closed' && input.reopen !== 'never';
  const opened = reopens
    ? { state: 'open' as const, closedAt: null, openKey: input.openKey ?? null }
    : conversation.state === 'closed'
      ? {}
      : { state: 'open' as const, snoozedUntil: null };
  const told = wakes || reopens ? ([wakes ? 'woken' : 'reopened'] as const) : [];
  const woken = [...new Set(waiting.map((message) => message.conversationId))];
  const at = ctx.now();
  return {
    conversation: { ...opened, ...place },
    statements: [
      ...(reopens && input.openKey
        ? [
            requireThat(
              sql`not exists (select 1 from conversations where guild_id = ${ctx.guildId}
                and feature = ${conversation.feature} and open_key = ${input.openKey} and id <> ${conversation.id}::uuid)`,
              'conversation-open',
            ),
          ]
        : []),
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
      ...requeue(ctx, waiting, woken),
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
    jobs: woken.map((conversationId) => ({ name: 'conversations.send', payload: { conversationId } })),
  };
}

/** Puts messages that waited for a person back into the outbox. */
export function requeue(
  ctx: ActionContext,
  waiting: readonly MessageRow[],
  conversationIds: readonly string[],
): Change['statements'] {
  if (waiting.length === 0) return [];
  return [
    ctx.db
      .update(conversations)
      .set({ outboxVersion: sql`${conversations.outboxVersion} + 1` })
      .where(and(eq(conversations.guildId, ctx.guildId), inArray(conversations.id, [...conversationIds]))),
    ctx.db
      .update(conversationMessages)
      .set({ state: 'queued', error: null, sendingAt: null })
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          eq(conversationMessages.state, 'unreachable'),
          inArray(
            conversationMessages.id,
            waiting.map(({ id }) => id),
          ),
        ),
      ),
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
