import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../../core/context.ts';
import { decodeCursor, encodeCursor } from '../../../../core/http/cursor.ts';
import { isUuid } from '../../../../core/ids.ts';
import {
  type conversationAttachments,
  conversationMessages,
  conversations,
  findFiles,
} from '../../../conversations/public.ts';
import { MANAGE } from '../../access.ts';
import { ticketCategories, ticketRatings, tickets } from '../../tables.ts';
import type { CategoryRow, Ticket } from '../../views.ts';
import { usedAt } from '../clocks/clock.ts';
import { hoursFor, loadRules, type Rules } from '../hours/calendar.ts';
import type { PortableCategory, PortableLine, PortableMessage, PortableTicket } from './format.ts';

/** Tickets of one page: with all that was said they may be large. */
const PAGE = 25;
/** What was not said yet, or is on its way just now, has no place in another installation's past. */
const SAID = ['received', 'sent', 'seen', 'failed', 'unreachable', 'cancelled'] as const;
const Position = v.tuple([v.pipe(v.string(), v.check(isUuid))]);

type MessageRow = typeof conversationMessages.$inferSelect;
type FileRow = typeof conversationAttachments.$inferSelect;
type RatingRow = typeof ticketRatings.$inferSelect;

/** Everything of the server's tickets, page by page: categories first, then tickets with all that was said. */
export async function exportTickets(
  ctx: ActionContext,
  { cursor }: { cursor?: string | undefined } = {},
): Promise<{ lines: PortableLine[]; next: string | null }> {
  await ctx.require(MANAGE, 'read');
  const after = cursor ? decodeCursor('export', cursor, Position)[0] : undefined;
  const [rows, categories, rules] = await Promise.all([
    ctx.db
      .select({ ticket: tickets, conversation: conversations })
      .from(tickets)
      .innerJoin(conversations, eq(conversations.id, tickets.id))
      .where(
        and(
          eq(tickets.guildId, ctx.guildId),
          isNull(conversations.mergedIntoId),
          after ? gt(tickets.id, after) : undefined,
        ),
      )
      .orderBy(asc(tickets.id))
      .limit(PAGE + 1),
    after ? [] : loadCategories(ctx),
    loadRules(ctx),
  ]);
  const shown = rows.slice(0, PAGE);
  const last = shown.at(-1)?.ticket;
  return {
    lines: [...categories.map(categoryLine), ...(await ticketLines(ctx, shown, rules))],
    next: rows.length > PAGE && last ? encodeCursor('export', [last.id]) : null,
  };
}

/** The same as one NDJSON text, a line for each thing, as it is read. */
export function exportStream(ctx: ActionContext): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let cursor: string | undefined;
  return new ReadableStream({
    async pull(controller) {
      const { lines, next } = await exportTickets(ctx, { cursor });
      controller.enqueue(encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
      if (next === null) controller.close();
      else cursor = next;
    },
  });
}

const loadCategories = (ctx: ActionContext) =>
  ctx.db
    .select()
    .from(ticketCategories)
    .where(eq(ticketCategories.guildId, ctx.guildId))
    .orderBy(asc(ticketCategories.position), asc(ticketCategories.id));

const categoryLine = (row: CategoryRow): PortableCategory => ({
  kind: 'category',
  id: row.id,
  name: row.name,
  emoji: row.emoji,
  description: row.description,
  channelId: row.channelId,
  staffRoleIds: row.staffRoleIds,
  pingRoleIds: row.pingRoleIds,
  form: row.form,
  isPrivate: row.isPrivate,
  archived: row.archivedAt !== null,
});

async function ticketLines(
  ctx: ActionContext,
  found: readonly Ticket[],
  rules: Rules,
): Promise<PortableTicket[]> {
  const ids = found.map(({ ticket }) => ticket.id);
  if (ids.length === 0) return [];
  const [messages, ratings] = await ctx.db.batch([
    ctx.db
      .select()
      .from(conversationMessages)
      .where(
        and(
          eq(conversationMessages.guildId, ctx.guildId),
          inArray(conversationMessages.conversationId, ids),
          inArray(conversationMessages.state, [...SAID]),
        ),
      )
      .orderBy(asc(conversationMessages.sequence)),
    ctx.db
      .select()
      .from(ticketRatings)
      .where(and(eq(ticketRatings.guildId, ctx.guildId), inArray(ticketRatings.ticketId, ids))),
  ]);
  const messageIds = messages.map(({ id }) => id);
  const files = await findFiles(ctx, messageIds);
  const filesOf = Map.groupBy(files, ({ messageId }) => messageId);
  const messagesOf = Map.groupBy(messages, ({ conversationId }) => conversationId);
  return found.map((one) =>
    ticketLine(one, {
      messages: (messagesOf.get(one.ticket.id) ?? []).map((row) =>
        messageLine(row, filesOf.get(row.id) ?? []),
      ),
      rating: ratings.find(({ ticketId }) => ticketId === one.ticket.id),
      workedMs: usedAt(
        { since: one.ticket.clockSince, usedMs: one.ticket.clockUsedMs },
        ctx.now(),
        hoursFor(rules, one.ticket.categoryId),
      ),
    }),
  );
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

function ticketLine(
  { ticket, conversation }: Ticket,
  {
    messages,
    rating,
    workedMs,
  }: { messages: PortableMessage[]; rating: RatingRow | undefined; workedMs: number },
): PortableTicket {
  return {
    kind: 'ticket',
    id: ticket.id,
    number: conversation.number,
    subject: conversation.subject,
    status: ticket.status,
    source: ticket.source,
    categoryId: ticket.categoryId,
    personId: conversation.personId,
    personName: conversation.personName,
    openedBy: ticket.openedBy,
    openedByName: ticket.openedByName,
    assigneeId: conversation.assigneeId,
    assigneeName: conversation.assigneeName,
    priority: conversation.priority,
    tags: conversation.tags,
    answers: ticket.answers,
    isPrivate: ticket.isPrivate,
    threadId: ticket.threadId,
    createdAt: ticket.createdAt.toISOString(),
    closedAt: iso(ticket.closedAt),
    closedBy: ticket.closedBy,
    closedByName: ticket.closedByName,
    closeReason: ticket.closeReason,
    firstResponseAt: iso(ticket.firstResponseAt),
    firstResponseBy: ticket.firstResponseBy,
    firstResponseByName: ticket.firstResponseByName,
    firstResponseMs: ticket.firstResponseMs,
    workedMs,
    rating: rating
      ? {
          score: rating.score,
          comment: rating.comment,
          agentId: rating.agentId,
          agentName: rating.agentName,
          at: rating.createdAt.toISOString(),
        }
      : null,
    messages,
  };
}

const messageLine = (row: MessageRow, files: readonly FileRow[]): PortableMessage => ({
  id: row.id,
  at: row.createdAt.toISOString(),
  direction: row.direction,
  author: { id: row.authorId, name: row.authorName, kind: row.authorKind },
  content: row.content,
  via: row.via,
  // Safe because only messages in these states are read.
  state: row.state as PortableMessage['state'],
  discordChannelId: row.discordChannelId,
  discordMessageId: row.discordMessageId,
  replyToId: row.replyToId,
  sentAt: iso(row.sentAt),
  seenAt: iso(row.seenAt),
  editedAt: iso(row.editedAt),
  deletedAt: iso(row.deletedAt),
  history: row.history,
  files: files.map(({ id, filename, contentType, size, url, state, lostReason }) => ({
    id,
    filename,
    contentType,
    size,
    url,
    state,
    lostReason,
  })),
});
