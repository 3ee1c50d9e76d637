import { type SQL, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../../core/context.ts';
import { workingTime } from '../../../../core/time/working-time.ts';
import type {
  conversationAttachments,
  conversationMessages,
  conversations,
} from '../../../conversations/public.ts';
import type { tickets } from '../../tables.ts';
import { hoursFor, type Rules } from '../hours/calendar.ts';
import { cut } from './cut.ts';
import type { PortableMessage, PortableTicket } from './format.ts';

const MINUTE_MS = 60_000;
const PREVIEW_LENGTH = 140;
type Row<Table extends { $inferInsert: unknown }> = Table['$inferInsert'];

const date = (text: string): Date => new Date(text);
const maybeDate = (text: string | null): Date | null => (text === null ? null : new Date(text));
const lastOf = (messages: readonly PortableMessage[], direction: 'in' | 'out') =>
  messages.findLast((message) => message.direction === direction);

/** `number`: the ticket's own if nobody has it, else null for the next one. */
export function conversationRow(
  ctx: ActionContext,
  line: PortableTicket,
  number: number | null,
): Omit<Row<typeof conversations>, 'number'> & { number: number | SQL } {
  const { messages } = line;
  const said = messages.filter(({ direction }) => direction === 'in' || direction === 'out');
  const last = said.at(-1);
  const isClosed = line.status === 'closed';
  return {
    id: line.id,
    guildId: ctx.guildId,
    number: number ?? sql`next_number(${ctx.guildId}, 'conversation')`,
    feature: 'tickets',
    personId: line.personId,
    personName: line.personName,
    subject: line.subject,
    state: isClosed ? 'closed' : line.status === 'waiting' ? 'waiting' : 'open',
    assigneeId: line.assigneeId,
    assigneeName: line.assigneeName,
    transport: line.threadId ? 'thread' : 'dm',
    channelId: line.threadId,
    tags: line.tags,
    priority: line.priority,
    preview: cut((last?.content ?? '').replace(/\s+/g, ' '), PREVIEW_LENGTH),
    lastMessageAt: date(last?.at ?? line.createdAt),
    lastInboundAt: maybeDate(lastOf(messages, 'in')?.at ?? null),
    lastOutboundAt: maybeDate(lastOf(messages, 'out')?.at ?? null),
    createdAt: date(line.createdAt),
    updatedAt: ctx.now(),
    closedAt: maybeDate(line.closedAt),
  };
}

/** Times that the file doesn't tell are measured by the hours of now, as if nobody had waited for the member. */
export function ticketRow(
  ctx: ActionContext,
  line: PortableTicket,
  { categoryId, rules }: { categoryId: string | null; rules: Rules },
): Row<typeof tickets> {
  const calendar = hoursFor(rules, categoryId);
  const createdAt = date(line.createdAt);
  const measure = (until: string | null): number | null =>
    until === null ? null : Math.round(workingTime(createdAt, date(until), calendar) * MINUTE_MS);
  const last = line.messages.at(-1);
  return {
    id: line.id,
    guildId: ctx.guildId,
    status: line.status,
    assigneeId: line.assigneeId,
    priority: line.priority,
    lastMessageAt: date(last?.at ?? line.createdAt),
    source: line.source,
    categoryId,
    personId: line.personId,
    openedBy: line.openedBy,
    openedByName: line.openedByName,
    answers: line.answers,
    channelId: null,
    isPrivate: line.isPrivate,
    threadId: line.threadId,
    setupState: line.threadId ? 'ready' : 'none',
    closedAt: maybeDate(line.closedAt),
    closedBy: line.closedBy,
    closedByName: line.closedByName,
    closeReason: line.closeReason,
    firstResponseAt: maybeDate(line.firstResponseAt),
    firstResponseBy: line.firstResponseBy,
    firstResponseByName: line.firstResponseByName,
    firstResponseMs: line.firstResponseMs ?? measure(line.firstResponseAt),
    clockUsedMs: line.workedMs ?? measure(line.closedAt) ?? 0,
    createdAt,
    updatedAt: ctx.now(),
  };
}

/** `taken`: Discord's ids of messages that the server has already, e.g. in the inbox. */
export const messageRow = (
  ctx: ActionContext,
  line: PortableTicket,
  message: PortableMessage,
  taken: ReadonlySet<string>,
): Row<typeof conversationMessages> => ({
  id: message.id,
  guildId: ctx.guildId,
  conversationId: line.id,
  personId: line.personId,
  direction: message.direction,
  authorId: message.author.id,
  authorName: message.author.name,
  authorKind: message.author.kind,
  content: message.content,
  replyToId: message.replyToId,
  via: message.via,
  discordChannelId: message.discordChannelId,
  discordMessageId:
    message.discordMessageId && taken.has(message.discordMessageId) ? null : message.discordMessageId,
  state: message.state,
  sentAt: maybeDate(message.sentAt),
  seenAt: maybeDate(message.seenAt),
  editedAt: maybeDate(message.editedAt),
  deletedAt: maybeDate(message.deletedAt),
  history: message.history,
  postedRevision: 1,
  createdAt: date(message.at),
});

/** `kept`: files whose copies are in the bucket, by id → key. */
export const fileRows = (
  ctx: ActionContext,
  message: PortableMessage,
  kept: ReadonlyMap<string, string>,
): Row<typeof conversationAttachments>[] =>
  message.files.map((file, position) => {
    const storageKey = kept.get(file.id) ?? null;
    const isGone = file.state === 'stored' && storageKey === null;
    return {
      id: file.id,
      guildId: ctx.guildId,
      messageId: message.id,
      position,
      filename: file.filename,
      contentType: file.contentType,
      size: file.size,
      url: file.url,
      storageKey,
      state: isGone ? 'lost' : file.state,
      lostReason: isGone ? 'Not kept: files are not part of an export.' : file.lostReason,
      createdAt: date(message.at),
    };
  });
