import * as v from 'valibot';
import { PRIORITIES } from '../../../conversations/public.ts';
import { type ImportFault, TICKET_SOURCES, TICKET_STATUSES } from '../../model.ts';
import { CategoryInput } from '../../schemas.ts';

const text = v.string();
const maybe = v.nullable(text);
const time = v.pipe(text, v.isoTimestamp('Give a time like 2026-11-27T17:00:00.000Z.'));
const maybeTime = v.nullable(time);
/** Of a ticket's number and of a file's bytes; Postgres' integers end at twice that, and numbers go on behind. */
export const MOST = 1_000_000_000;
/** Milliseconds; a hundred years. */
const MOST_MS = 100 * 366 * 24 * 60 * 60_000;
const size = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST, 'That is too large.'));
const duration = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_MS, 'That is too long.'));
export const TicketNumber = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(MOST, 'A ticket’s number is at most 1,000,000,000.'),
);
const Uuid = v.pipe(text, v.uuid('That is not an id.'));
const Person = v.pipe(text, v.regex(/^\d{15,20}$/, 'That is not a Discord id.'));

const PortableFile = v.object({
  id: Uuid,
  filename: text,
  contentType: maybe,
  size,
  url: maybe,
  /** `pending`: to be fetched from Discord. `stored`: a copy is in the bucket, which is not part of the export. */
  state: v.picklist(['pending', 'stored', 'lost']),
  lostReason: maybe,
});
export type PortableFile = v.InferOutput<typeof PortableFile>;

const PortableMessage = v.object({
  id: Uuid,
  at: time,
  direction: v.picklist(['in', 'out', 'note', 'event']),
  author: v.object({ id: maybe, name: text, kind: v.picklist(['person', 'staff', 'bot', 'system']) }),
  content: text,
  via: v.nullable(v.picklist(['dm', 'thread', 'channel', 'web'])),
  state: v.picklist(['received', 'sent', 'seen', 'failed', 'unreachable', 'cancelled']),
  discordChannelId: maybe,
  discordMessageId: maybe,
  replyToId: v.nullable(Uuid),
  sentAt: maybeTime,
  seenAt: maybeTime,
  editedAt: maybeTime,
  deletedAt: maybeTime,
  history: v.array(v.object({ content: text, until: text })),
  files: v.array(PortableFile),
});
export type PortableMessage = v.InferOutput<typeof PortableMessage>;

const PortableRating = v.object({
  score: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)),
  comment: text,
  agentId: maybe,
  agentName: maybe,
  at: time,
});

/** A ticket with everything that was said in it: one line of the file. */
export const PortableTicket = v.object({
  kind: v.literal('ticket'),
  id: Uuid,
  /** Null: it gets the next one. */
  number: v.nullable(TicketNumber),
  subject: text,
  status: v.picklist(TICKET_STATUSES),
  source: v.picklist(TICKET_SOURCES),
  categoryId: v.nullable(Uuid),
  personId: Person,
  personName: text,
  openedBy: text,
  openedByName: text,
  assigneeId: v.nullable(Person),
  assigneeName: maybe,
  priority: v.picklist(PRIORITIES),
  tags: v.array(text),
  answers: v.array(v.object({ question: text, label: text, value: text })),
  isPrivate: v.boolean(),
  threadId: maybe,
  createdAt: time,
  closedAt: maybeTime,
  closedBy: maybe,
  closedByName: maybe,
  closeReason: text,
  firstResponseAt: maybeTime,
  firstResponseBy: maybe,
  firstResponseByName: maybe,
  /** Milliseconds of working time until the team first answered, and until it was closed; null: to be reckoned. */
  firstResponseMs: v.nullable(duration),
  workedMs: v.nullable(duration),
  rating: v.nullable(PortableRating),
  messages: v.array(PortableMessage),
});
export type PortableTicket = v.InferOutput<typeof PortableTicket>;

export const PortableCategory = v.object({
  kind: v.literal('category'),
  id: Uuid,
  ...CategoryInput.entries,
  archived: v.optional(v.boolean(), false),
});
export type PortableCategory = v.InferOutput<typeof PortableCategory>;

/** One line of an export: categories come before the tickets that name them. */
export const PortableLine = v.variant('kind', [PortableCategory, PortableTicket]);
export type PortableLine = v.InferOutput<typeof PortableLine>;

/** What a file holds, in our own form. */
export interface ReadFile {
  lines: PortableLine[];
  faults: ImportFault[];
}
