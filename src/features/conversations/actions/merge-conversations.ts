import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { authorOf } from '../author.ts';
import { eventRow } from '../event-row.ts';
import { findConversation } from '../find-conversation.ts';
import { conversationMessages, conversations } from '../tables.ts';
import { type ConversationRow, conversationView } from '../views.ts';

/**
 * Joins two conversations of one person: all that was said in `from` goes into `into`, in the order in which it was
 * said; `from` stays as a closed one that leads to the other. Throws ConflictError while either is being written to.
 */
export async function mergeConversations(
  ctx: ActionContext,
  { from, into, extra = {} }: { from: string; into: string; extra?: Partial<Change> },
  access: Permission = 'conversations:write',
): Promise<ConversationRow> {
  await ctx.require(access);
  const [source, target] = await Promise.all([findConversation(ctx, from), findConversation(ctx, into)]);
  if (source.id === target.id)
    throw new InputError('into: Give another conversation.', { into: 'It is the same.' });
  if (source.mergedIntoId || target.mergedIntoId)
    throw new ConflictError('merged', 'One of the two was merged already. Open the one that is left.');
  if (source.personId !== target.personId)
    throw new ConflictError(
      'other-person',
      'These are talks with two people, and neither may read the other’s.',
    );
  const at = ctx.now();
  const latest = source.lastMessageAt > target.lastMessageAt ? source : target;
  const after = {
    ...target,
    preview: latest.preview,
    lastMessageAt: latest.lastMessageAt,
    lastInboundAt: later(source.lastInboundAt, target.lastInboundAt),
    lastOutboundAt: later(source.lastOutboundAt, target.lastOutboundAt),
    tags: [...new Set([...target.tags, ...source.tags])],
    version: target.version + 1,
    updatedAt: at,
  };
  const ended = {
    ...source,
    state: 'closed' as const,
    closedAt: at,
    openKey: null,
    mergedIntoId: target.id,
    version: source.version + 1,
    updatedAt: at,
  };
  const said = `${authorOf(ctx.actor).name} merged #${source.number} into this.`;
  const { preview, lastMessageAt, lastInboundAt, lastOutboundAt, tags } = after;
  await ctx.commit({
    statements: [
      guarded(ctx, source, {
        state: ended.state,
        closedAt: at,
        openKey: null,
        mergedIntoId: target.id,
      }),
      guarded(ctx, target, {
        preview,
        lastMessageAt,
        lastInboundAt,
        lastOutboundAt,
        tags,
        outboxVersion: sql`outbox_version + 1`,
      }),
      ctx.db
        .update(conversationMessages)
        .set({ conversationId: target.id })
        .where(
          and(
            eq(conversationMessages.guildId, ctx.guildId),
            eq(conversationMessages.conversationId, source.id),
          ),
        ),
      ctx.db.insert(conversationMessages).values(eventRow(ctx, target, said, 'merged')),
      ...(extra.statements ?? []),
    ],
    signals: [changed(ended, 'merged'), changed(after, 'merged'), ...(extra.signals ?? [])],
    audit: [
      {
        action: 'conversations.merge',
        target: `conversation:${target.id}`,
        after: { from: source.id, into: target.id },
      },
      ...(extra.audit ?? []),
    ],
    // What waited in the one is sent from the other.
    jobs: [{ name: 'conversations.send', payload: { conversationId: target.id } }, ...(extra.jobs ?? [])],
  });
  return after;
}

/**
 * Takes messages out of a conversation into a new one of the same person, e.g. when they speak of two things. The new
 * one has no `openKey`: what the person writes next goes on in the old one.
 */
export async function splitConversation(
  ctx: ActionContext,
  {
    from,
    messageIds,
    subject = '',
    extra = {},
  }: { from: string; messageIds: string[]; subject?: string; extra?: Partial<Change> },
  access: Permission = 'conversations:write',
): Promise<ConversationRow> {
  await ctx.require(access);
  const source = await findConversation(ctx, from);
  const ids = [...new Set(messageIds)];
  const rows = await ctx.db
    .select()
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.conversationId, source.id),
        inArray(conversationMessages.id, ids),
      ),
    )
    .orderBy(conversationMessages.sequence);
  const last = rows.at(-1);
  if (!last || rows.length !== ids.length)
    throw new InputError('messageIds: Choose messages of this conversation.', {
      messageIds: 'Not all are of it.',
    });
  if (rows.some(({ state }) => ['scheduled', 'queued', 'sending'].includes(state)))
    throw new ConflictError(
      'being-sent',
      'One of them is still to be sent. Wait until it is, or take it back.',
    );
  const at = ctx.now();
  const { number: _, ...copied } = source;
  const values = {
    ...copied,
    id: ctx.newId(),
    openKey: null,
    subject,
    state: 'open' as const,
    snoozedUntil: null,
    closedAt: null,
    preview: last.content.slice(0, 140),
    lastMessageAt: last.createdAt,
    version: 1,
    outboxVersion: 0,
    senderToken: null,
    senderUntil: null,
    createdAt: at,
    updatedAt: at,
  };
  const who = authorOf(ctx.actor).name;
  const results = await ctx.commit({
    statements: [
      ctx.db
        .insert(conversations)
        .values({ ...values, number: sql`next_number(${ctx.guildId}, 'conversation')` })
        .returning({ number: conversations.number }),
      guarded(ctx, source, {}),
      ctx.db
        .update(conversationMessages)
        .set({ conversationId: values.id })
        .where(and(eq(conversationMessages.guildId, ctx.guildId), inArray(conversationMessages.id, ids))),
      ctx.db
        .insert(conversationMessages)
        .values([
          eventRow(ctx, values, `${who} took this out of #${source.number}.`, 'split'),
          eventRow(ctx, source, `${who} took ${ids.length} messages out into another conversation.`, 'split'),
        ]),
      ...(extra.statements ?? []),
    ],
    signals: [
      {
        ...changed({ ...values, number: 0 }, 'split'),
        patches: [
          {
            path: ['conversation', 'number'],
            value: sql`(select number from conversations where id = ${values.id}::uuid)`,
          },
        ],
      },
      ...(extra.signals ?? []),
    ],
    audit: [
      {
        action: 'conversations.split',
        target: `conversation:${source.id}`,
        after: { into: values.id, messageIds: ids },
      },
      ...(extra.audit ?? []),
    ],
    jobs: extra.jobs ?? [],
  });
  const [made] = results[0] as { number: number }[];
  return { ...values, number: made?.number ?? 0 };
}

const later = (a: Date | null, b: Date | null): Date | null => (a && b ? (a > b ? a : b) : (a ?? b));

const changed = (row: ConversationRow, change: 'merged' | 'split') => ({
  type: 'conversation.changed',
  subject: `conversation:${row.id}`,
  data: { conversation: conversationView(row), change },
});

/** Changes a row only as it was seen. */
function guarded(ctx: ActionContext, row: ConversationRow, set: Record<string, unknown>) {
  const update = ctx.db
    .update(conversations)
    .set({ ...set, version: row.version + 1, updatedAt: ctx.now() })
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.id, row.id),
        eq(conversations.version, row.version),
      ),
    );
  return requireChange(update.getSQL(), 'conversation-changed');
}
