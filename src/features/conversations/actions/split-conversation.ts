import { and, desc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { eventRow } from '../event-row.ts';
import { findConversation } from '../find-conversation.ts';
import { changed, guarded } from '../guarded-change.ts';
import { noteLastInbound } from '../last-inbound.ts';
import { previewOf } from '../preview.ts';
import { conversationMessages, conversations } from '../tables.ts';
import type { ConversationRow, MessageRow } from '../views.ts';
import { who } from '../write-change.ts';

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
  const [rest] = await ctx.db
    .select()
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.conversationId, source.id),
        inArray(conversationMessages.direction, ['in', 'out']),
        notInArray(conversationMessages.id, ids),
      ),
    )
    .orderBy(desc(conversationMessages.sequence))
    .limit(1);
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
    preview: shownAs(last),
    lastMessageAt: last.createdAt,
    version: 1,
    outboxVersion: 0,
    senderToken: null,
    senderUntil: null,
    createdAt: at,
    updatedAt: at,
  };
  const results = await ctx.commit({
    statements: [
      ctx.db
        .insert(conversations)
        .values({ ...values, number: sql`next_number(${ctx.guildId}, 'conversation')` })
        .returning({ number: conversations.number }),
      guarded(ctx, source, { preview: rest ? shownAs(rest) : '' }),
      ctx.db
        .update(conversationMessages)
        .set({ conversationId: values.id })
        .where(and(eq(conversationMessages.guildId, ctx.guildId), inArray(conversationMessages.id, ids))),
      noteLastInbound(ctx, source.id),
      noteLastInbound(ctx, values.id),
      ctx.db
        .insert(conversationMessages)
        .values([
          eventRow(ctx, values, `${who(ctx)} took this out of #${source.number}.`, 'split'),
          eventRow(
            ctx,
            source,
            `${who(ctx)} took ${ids.length === 1 ? 'a message' : `${ids.length} messages`} out into another conversation.`,
            'split',
          ),
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

/** What has neither words nor stickers brought files. */
const shownAs = ({ content, extras }: MessageRow): string => previewOf(content, 0, extras) || '(a file)';
