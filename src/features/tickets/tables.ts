import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type { Priority } from '../conversations/public.ts';
import type {
  FormQuestion,
  PanelStyle,
  SetupError,
  SetupState,
  TicketAnswer,
  TicketSource,
  TicketStatus,
} from './model.ts';

export { ticketCards } from './card-tables.ts';
export {
  ticketBlocks,
  ticketCalendars,
  ticketImports,
  ticketPhases,
  ticketRatings,
  ticketTargets,
  ticketTranscripts,
  transcriptWords,
} from './desk-tables.ts';
export { ticketViews } from './view-tables.ts';

/**
 * What makes a conversation a ticket. Subject, assignee, tags, priority, timeline, files, reads and sending are the
 * conversation's. `status`, `assignee_id`, `priority` and `last_message_at` follow it by the trigger
 * `conversations_to_tickets`, whoever changes it, so that lists walk an index of tickets alone.
 */
export const tickets = pgTable(
  'tickets',
  {
    /** Id of the conversation, whose number is the ticket's. */
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    status: text('status').$type<TicketStatus>().notNull(),
    assigneeId: text('assignee_id'),
    priority: text('priority').$type<Priority>().notNull().default('normal'),
    lastMessageAt: instant('last_message_at').notNull(),
    source: text('source').$type<TicketSource>().notNull(),
    categoryId: uuid('category_id'),
    /** The member whose ticket it is. */
    personId: text('person_id').notNull(),
    /** Label of whoever opened it: the member, somebody for them, or a program. */
    openedBy: text('opened_by').notNull(),
    openedByName: text('opened_by_name').notNull(),
    answers: jsonb('answers').$type<TicketAnswer[]>().notNull().default([]),
    /** Where its place in Discord is, or is to be made. */
    channelId: text('channel_id'),
    isPrivate: boolean('is_private').notNull(),
    threadId: text('thread_id'),
    /** The message with the embed and the buttons. */
    starterMessageId: text('starter_message_id'),
    /** The channel or thread in which that message is. */
    starterChannelId: text('starter_channel_id'),
    setupState: text('setup_state').$type<SetupState>().notNull(),
    setupError: jsonb('setup_error').$type<SetupError>(),
    /** How often its place was begun: each run counts itself before it does anything. */
    setupAttempts: integer('setup_attempts').notNull().default(0),
    /** Who makes the place just now, and until when nobody else may; also when to try again. */
    setupToken: uuid('setup_token'),
    setupUntil: instant('setup_until'),
    setupAt: instant('setup_at'),
    /** What of the thread the message there shows: `version` of the ticket and the conversation's. */
    shownVersion: text('shown_version').notNull().default(''),
    /** Up to there the thread shows what the member wrote by other ways: `sequence` of the message; 0 for none. */
    mirroredSequence: bigint('mirrored_sequence', { mode: 'number' }).notNull().default(0),
    /** Deleted by hand in Discord: the talk goes on elsewhere. */
    threadGoneAt: instant('thread_gone_at'),
    /** Newest message of the thread that was read over REST, and when to look again. */
    pollCursor: text('poll_cursor'),
    polledAt: instant('polled_at'),
    pollAt: instant('poll_at'),
    closedAt: instant('closed_at'),
    closedBy: text('closed_by'),
    closedByName: text('closed_by_name'),
    closeReason: text('close_reason').notNull().default(''),
    closeRequestedAt: instant('close_requested_at'),
    closeRequestedBy: text('close_requested_by'),
    closeRequestedByName: text('close_requested_by_name'),
    /** When the member was warned that it is closed if they say nothing, and when it is time to look at that. */
    staleWarnedAt: instant('stale_warned_at'),
    staleAt: instant('stale_at'),
    /** When and by whom the team first answered, and after how much working time. */
    firstResponseAt: instant('first_response_at'),
    firstResponseBy: text('first_response_by'),
    firstResponseByName: text('first_response_by_name'),
    firstResponseMs: bigint('first_response_ms', { mode: 'number' }),
    /** The clock of the targets runs since then; null while it stands still. */
    clockSince: instant('clock_since'),
    /** Working time in milliseconds that was used up before `clock_since`. */
    clockUsedMs: bigint('clock_used_ms', { mode: 'number' }).notNull().default(0),
    firstResponseDueAt: instant('first_response_due_at'),
    resolutionDueAt: instant('resolution_due_at'),
    /** What was told of the targets; each is told once. See desk/clocks/clock.ts. */
    clockTold: jsonb('clock_told').$type<string[]>().notNull().default([]),
    /** When the minute's schedule has to look at the targets next. */
    clockAt: instant('clock_at'),
    breachWarnedAt: instant('breach_warned_at'),
    breachedAt: instant('breached_at'),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    // Lists are mostly of those that are not closed, and most are: each has an index of its own.
    index('tickets_recent').on(t.guildId, t.lastMessageAt, t.id),
    index('tickets_active').on(t.guildId, t.lastMessageAt, t.id).where(sql`status <> 'closed'`),
    index('tickets_status').on(t.guildId, t.status, t.lastMessageAt, t.id),
    index('tickets_category').on(t.guildId, t.categoryId, t.lastMessageAt, t.id),
    index('tickets_category_active')
      .on(t.guildId, t.categoryId, t.lastMessageAt, t.id)
      .where(sql`status <> 'closed'`),
    index('tickets_assignee').on(t.guildId, t.assigneeId, t.lastMessageAt, t.id),
    index('tickets_assignee_active')
      .on(t.guildId, t.assigneeId, t.lastMessageAt, t.id)
      .where(sql`status <> 'closed'`),
    index('tickets_priority').on(t.guildId, t.priority, t.lastMessageAt, t.id),
    index('tickets_person').on(t.guildId, t.personId, t.lastMessageAt, t.id),
    index('tickets_created').on(t.guildId, t.createdAt),
    index('tickets_closed').on(t.guildId, t.closedAt).where(sql`closed_at is not null`),
    index('tickets_thread').on(t.threadId).where(sql`thread_id is not null`),
    index('tickets_starter').on(t.starterMessageId).where(sql`starter_message_id is not null`),
    index('tickets_channel').on(t.channelId).where(sql`status <> 'closed'`),
    index('tickets_setup').on(t.setupAt).where(sql`setup_at is not null`),
    index('tickets_poll').on(t.pollAt).where(sql`poll_at is not null`),
    index('tickets_clock').on(t.clockAt).where(sql`clock_at is not null`),
    index('tickets_stale').on(t.staleAt).where(sql`stale_at is not null`),
  ],
);

/** A kind of tickets: where they go, who works on them, what is asked. */
export const ticketCategories = pgTable(
  'ticket_categories',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    name: text('name').notNull(),
    /** `🧾`, or `name:id` of one of the server's. */
    emoji: text('emoji'),
    description: text('description').notNull().default(''),
    /** Where its tickets are held; null for the setting's channel. */
    channelId: text('channel_id'),
    staffRoleIds: jsonb('staff_role_ids').$type<string[]>().notNull().default([]),
    /** Roles that are told in Discord of a new ticket. */
    pingRoleIds: jsonb('ping_role_ids').$type<string[]>().notNull().default([]),
    form: jsonb('form').$type<FormQuestion[]>().notNull().default([]),
    isPrivate: boolean('is_private').notNull().default(true),
    position: integer('position').notNull(),
    archivedAt: instant('archived_at'),
    version: integer('version').notNull().default(1),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('ticket_categories_order').on(t.guildId, t.position),
    uniqueIndex('ticket_categories_name')
      .on(t.guildId, sql`lower(${t.name})`)
      .where(sql`archived_at is null`),
  ],
);

/** A posted message from which members open tickets. */
export const ticketPanels = pgTable(
  'ticket_panels',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    channelId: text('channel_id').notNull(),
    /** Null until Discord has told it. */
    messageId: text('message_id'),
    title: text('title').notNull(),
    text: text('text').notNull().default(''),
    /** 0xRRGGBB. */
    colour: integer('colour').notNull(),
    style: text('style').$type<PanelStyle>().notNull(),
    categoryIds: jsonb('category_ids').$type<string[]>().notNull(),
    /** Raised by each change; Discord shows `postedVersion`. */
    version: integer('version').notNull().default(1),
    postedVersion: integer('posted_version').notNull().default(0),
    /** Why it does not stand in Discord as it should. */
    error: text('error'),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    unique('ticket_panels_message').on(t.messageId),
    index('ticket_panels_guild').on(t.guildId, t.createdAt),
  ],
);
