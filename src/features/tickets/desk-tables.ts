import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type { ImportPreview } from './desk/portable/preview-import.ts';
import type { Holiday, ImportFault, ImportFormat, ImportState, TicketStatus, WorkRange } from './model.ts';

/** Working hours of the team, or of one category. */
export const ticketCalendars = pgTable(
  'ticket_calendars',
  {
    guildId: text('guild_id').notNull(),
    /** Id of the category; empty for all that have none of their own. */
    categoryKey: text('category_key').notNull().default(''),
    /** IANA name. */
    timeZone: text('time_zone').notNull(),
    /** True: every minute counts, whatever the week says. */
    isAlways: boolean('is_always').notNull().default(false),
    /** Seven lists of ranges, Monday first. */
    week: jsonb('week').$type<WorkRange[][]>().notNull(),
    holidays: jsonb('holidays').$type<Holiday[]>().notNull().default([]),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.categoryKey] })],
);

/** How long the team may take, in minutes of working time; null for no target. */
export const ticketTargets = pgTable(
  'ticket_targets',
  {
    guildId: text('guild_id').notNull(),
    /** Id of the category; empty for all that have none of their own. */
    categoryKey: text('category_key').notNull().default(''),
    /** A priority; empty for all that have none of their own. */
    priorityKey: text('priority_key').notNull().default(''),
    firstResponseMinutes: integer('first_response_minutes'),
    resolutionMinutes: integer('resolution_minutes'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.categoryKey, t.priorityKey] })],
);

/** Members who may open no tickets. */
export const ticketBlocks = pgTable(
  'ticket_blocks',
  {
    guildId: text('guild_id').notNull(),
    personId: text('person_id').notNull(),
    personName: text('person_name').notNull(),
    reason: text('reason').notNull().default(''),
    /** Null: for good. */
    until: instant('until'),
    blockedBy: text('blocked_by').notNull(),
    blockedByName: text('blocked_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.personId] })],
);

/** What a member thinks of how a ticket went; one for each. */
export const ticketRatings = pgTable(
  'ticket_ratings',
  {
    ticketId: uuid('ticket_id').primaryKey(),
    guildId: text('guild_id').notNull(),
    personId: text('person_id').notNull(),
    /** Whose work is rated: whoever had it when it was closed. */
    agentId: text('agent_id'),
    agentName: text('agent_name'),
    /** 1 to 5. */
    score: integer('score').notNull(),
    comment: text('comment').notNull().default(''),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [index('ticket_ratings_guild').on(t.guildId, t.createdAt)],
);

/** A ticket as it was when it was closed, as files in the bucket; see desk/. */
export const ticketTranscripts = pgTable(
  'ticket_transcripts',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    ticketId: uuid('ticket_id').notNull(),
    number: integer('number').notNull(),
    personId: text('person_id').notNull(),
    personName: text('person_name').notNull(),
    subject: text('subject').notNull(),
    /** `team`: with notes. `member`: what the member may see. */
    audience: text('audience').$type<'team' | 'member'>().notNull(),
    /** Key in the bucket under which the files stand. */
    storageKey: text('storage_key').notNull(),
    messages: integer('messages').notNull(),
    /** What was said, for the search; as much of it as an index takes. */
    words: text('words').notNull().default(''),
    /** Covers the chain of hashes and the page, and its signature. */
    rootHash: text('root_hash').notNull(),
    signature: text('signature').notNull(),
    /** Counts transcripts of one ticket: it may be closed again. */
    edition: integer('edition').notNull().default(1),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('ticket_transcripts_edition').on(t.ticketId, t.audience, t.edition),
    index('ticket_transcripts_guild').on(t.guildId, t.createdAt, t.id),
    index('ticket_transcripts_person').on(t.guildId, t.personId, t.createdAt),
    // The guild is one of the words, so that the index alone narrows a search to it.
    index('ticket_transcripts_words').using('gin', transcriptWords(t)),
  ],
);

/** What a search for transcripts looks into; queries have to repeat it word for word to use the index. */
export function transcriptWords(t: { guildId: unknown; words: unknown }) {
  return sql`to_tsvector('simple', ${t.guildId} || ' ' || ${t.words})`;
}

/**
 * What tickets came to be, in order, as long as the clock has not counted it. Written by the trigger `tickets_phases`
 * in the transaction of whatever changed them.
 */
export const ticketPhases = pgTable(
  'ticket_phases',
  {
    sequence: bigserial('sequence', { mode: 'number' }).primaryKey(),
    guildId: text('guild_id').notNull(),
    ticketId: uuid('ticket_id').notNull(),
    status: text('status').$type<TicketStatus>().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('ticket_phases_ticket').on(t.ticketId, t.sequence)],
);

/** A file of tickets that is being brought in. */
export const ticketImports = pgTable(
  'ticket_imports',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    format: text('format').$type<ImportFormat>().notNull(),
    /** Where the file is kept in the bucket until it is done. */
    storageKey: text('storage_key').notNull(),
    /** `checked`: looked at, and nobody has said yet to bring it in. */
    state: text('state').$type<ImportState>().notNull(),
    /** Lines in all, and those that are over: added, or skipped because they are there already. */
    total: integer('total').notNull().default(0),
    done: integer('done').notNull().default(0),
    added: integer('added').notNull().default(0),
    skipped: integer('skipped').notNull().default(0),
    /** What was not taken, and why; the first ones. */
    faults: jsonb('faults').$type<ImportFault[]>().notNull().default([]),
    /** What it would bring, where somebody looked first. */
    preview: jsonb('preview').$type<ImportPreview>(),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [index('ticket_imports_guild').on(t.guildId, t.createdAt)],
);
