import { and, asc, desc, eq, gt, inArray, lt, max, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import { decodeCursor, encodeCursor } from '../../../core/http/cursor.ts';
import { followConversation, requirePersonId } from '../find-conversation.ts';
import { filesQuery } from '../find-files.ts';
import { conversationMessages, conversationReads } from '../tables.ts';
import { type MessageRow, type MessageView, messageView } from '../views.ts';

/** Most entries of one page. */
const MOST = 100;

export interface TimelinePage {
  /** Newest first is how one reads back, oldest first how one reads along. */
  order?: 'newest' | 'oldest';
  limit?: number;
  cursor?: string | undefined;
  /** Only entries after this one, e.g. the last that somebody has seen. */
  afterSequence?: number | undefined;
}

export interface Timeline {
  messages: MessageView[];
  next: string | null;
}

/** A page of one conversation's timeline. Rows that come in meanwhile neither repeat nor hide others. */
export async function readTimeline(
  ctx: ActionContext,
  reference: string,
  page: TimelinePage = {},
  access: Permission = 'conversations:read',
): Promise<Timeline> {
  await ctx.require(access);
  const conversation = await followConversation(ctx, reference);
  return readPage(ctx, eq(conversationMessages.conversationId, conversation.id), conversation.id, page);
}

/** The same over all conversations with one person. */
export async function readPersonTimeline(
  ctx: ActionContext,
  personId: string,
  page: TimelinePage = {},
  access: Permission = 'conversations:read',
): Promise<Timeline> {
  await ctx.require(access);
  const id = requirePersonId(personId);
  return readPage(ctx, eq(conversationMessages.personId, id), id, page);
}

async function readPage(
  ctx: ActionContext,
  which: ReturnType<typeof eq>,
  of: string,
  { order = 'newest', limit = 50, cursor, afterSequence }: TimelinePage,
): Promise<Timeline> {
  const list = `timeline:${of}:${order}`;
  const count = Math.min(limit, MOST);
  const from = cursor ? decodeCursor(list, cursor, v.tuple([v.number()]))[0] : undefined;
  const { sequence } = conversationMessages;
  const rows = await ctx.db
    .select()
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        which,
        ...(from === undefined ? [] : [order === 'newest' ? lt(sequence, from) : gt(sequence, from)]),
        ...(afterSequence === undefined ? [] : [gt(sequence, afterSequence)]),
      ),
    )
    .orderBy(order === 'newest' ? desc(sequence) : asc(sequence))
    .limit(count + 1);
  const shown = rows.slice(0, count);
  const last = shown.at(-1);
  return {
    messages: await viewsOf(ctx, shown),
    next: rows.length > count && last ? encodeCursor(list, [last.sequence]) : null,
  };
}

/** Rows as they are shown: with their files and whether anybody has read them. */
export async function viewsOf(ctx: ActionContext, rows: readonly MessageRow[]): Promise<MessageView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const conversationIds = [...new Set(rows.map((row) => row.conversationId))];
  const [files, reads] = await ctx.db.batch([
    filesQuery(ctx, ids),
    ctx.db
      .select({ id: conversationReads.conversationId, upTo: max(conversationReads.upTo) })
      .from(conversationReads)
      .where(
        and(
          eq(conversationReads.guildId, ctx.guildId),
          inArray(conversationReads.conversationId, conversationIds),
        ),
      )
      .groupBy(conversationReads.conversationId),
  ]);
  const readUpTo = new Map(reads.map(({ id, upTo }) => [id, Number(upTo ?? 0)]));
  return rows.map((row) =>
    messageView(row, {
      attachments: files.filter(({ messageId }) => messageId === row.id),
      readUpTo: readUpTo.get(row.conversationId) ?? 0,
    }),
  );
}

/** A statement that tells up to where the conversation goes now; 0 while it is empty. */
export const lastSequence = (conversationId: string) =>
  sql`(select coalesce(max(sequence), 0) from conversation_messages where conversation_id = ${conversationId}::uuid)`;
