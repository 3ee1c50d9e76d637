import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type { EditMark, Evidence } from './suggestion.ts';

/** What records are about: a pinball machine, a printer, a boat. */
export const machines = pgTable(
  'machines',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    name: text('name').notNull(),
    /** Other names that people use for it; matched like the name. */
    aliases: jsonb('aliases').$type<string[]>().notNull().default([]),
    location: text('location'),
    archivedAt: instant('archived_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('machines_name').on(t.guildId, sql`lower(${t.name})`)],
);

/** The people of the workshop's own roster, with or without a Discord account. */
export const maintainers = pgTable(
  'maintainers',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    name: text('name').notNull(),
    /** Lower-case Discord username as the roster has it; what a proposal goes by. */
    username: text('username'),
    discordUserId: text('discord_user_id'),
    /** A match by username that waits for a person's yes. */
    proposedUserId: text('proposed_user_id'),
    refusedUserIds: jsonb('refused_user_ids').$type<string[]>().notNull().default([]),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('maintainers_discord_user').on(t.guildId, t.discordUserId),
    uniqueIndex('maintainers_username').on(t.guildId, t.username),
  ],
);

export type RecordStatus = 'open' | 'closed';

export const records = pgTable(
  'records',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** What people call it: `#12`. */
    number: integer('number').notNull(),
    kind: text('kind').notNull(),
    title: text('title').notNull(),
    /** The kind's own fields by name; see kinds.ts. */
    fields: jsonb('fields').$type<Record<string, string>>().notNull(),
    status: text('status').$type<RecordStatus>().notNull(),
    machineId: uuid('machine_id'),
    /** The problem report that a part request hangs on. */
    parentId: uuid('parent_id'),
    assigneeId: text('assignee_id'),
    /** Where it came from: `discord` or `api`, and for a message the analysis behind it. */
    origin: text('origin').$type<'discord' | 'api' | 'dashboard'>().notNull(),
    /** Interaction id or API idempotency key: the same request never makes two records. */
    originKey: text('origin_key'),
    analysisId: uuid('analysis_id'),
    channelId: text('channel_id'),
    messageId: text('message_id'),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    unique('records_number').on(t.guildId, t.number),
    uniqueIndex('records_origin_key').on(t.guildId, t.originKey),
    index('records_list').on(t.guildId, t.status, t.createdAt.desc()),
    index('records_status').on(t.guildId, t.status, t.number),
    index('records_kind').on(t.guildId, t.kind, t.status, t.number),
    index('records_assignee').on(t.guildId, t.assigneeId, t.status, t.number),
    index('records_changed').on(t.guildId, t.updatedAt, t.number),
    index('records_title').on(t.guildId, sql`lower(${t.title})`, t.number),
    index('records_machine').on(t.guildId, t.machineId, t.createdAt.desc()),
    index('records_analysis').on(t.analysisId),
    index('records_message').on(t.guildId, t.messageId),
    index('records_parent').on(t.parentId),
    // Written at once, because a search would read all that waits to be sorted in.
    index('records_words').using('gin', recordWords(t)).with({ fastupdate: false }),
  ],
);

/** The messages that a record rests on, as they were when it was confirmed. */
export const recordSources = pgTable(
  'record_sources',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    recordId: uuid('record_id').notNull(),
    channelId: text('channel_id').notNull(),
    messageId: text('message_id').notNull(),
    authorId: text('author_id').notNull(),
    authorName: text('author_name').notNull(),
    /** The quoted span, or the beginning of the message. */
    excerpt: text('excerpt').notNull(),
    /** SHA-256 of the message's content, to tell later whether it was edited. */
    contentHash: text('content_hash').notNull(),
    postedAt: instant('posted_at').notNull(),
  },
  (t) => [index('record_sources_record').on(t.recordId)],
);

export const recordComments = pgTable(
  'record_comments',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    recordId: uuid('record_id').notNull(),
    body: text('body').notNull(),
    author: text('author').notNull(),
    authorName: text('author_name').notNull(),
    originKey: text('origin_key'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('record_comments_record').on(t.recordId, t.createdAt),
    uniqueIndex('record_comments_origin_key').on(t.guildId, t.originKey),
  ],
);

/** A picture or file of a source message. `pending` until a copy is in R2; `lost` when Discord gave none. */
export const recordAttachments = pgTable(
  'record_attachments',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    recordId: uuid('record_id').notNull(),
    channelId: text('channel_id').notNull(),
    messageId: text('message_id').notNull(),
    attachmentId: text('attachment_id').notNull(),
    filename: text('filename').notNull(),
    contentType: text('content_type'),
    size: integer('size').notNull(),
    state: text('state').$type<'pending' | 'stored' | 'lost'>().notNull(),
    sha256: text('sha256'),
    storageKey: text('storage_key'),
    /** Why there is no copy, as a sentence for people. */
    lostReason: text('lost_reason'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [unique('record_attachments_source').on(t.recordId, t.attachmentId)],
);

/**
 * `running` while the conversation is read, `reviewing` while people decide, then `finished`, or `empty` when all was
 * skipped, `undone` after an undo, `failed` when nothing could be read. One live analysis per message.
 */
export type AnalysisState = 'running' | 'reviewing' | 'finished' | 'empty' | 'undone' | 'failed';

export const analyses = pgTable(
  'analyses',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    channelId: text('channel_id').notNull(),
    messageId: text('message_id').notNull(),
    state: text('state').$type<AnalysisState>().notNull(),
    /** Whether Claude or the rules made the suggestions. */
    mode: text('mode').$type<'model' | 'rules'>(),
    /** What the person should know: why no model was asked, what was dropped. */
    notes: jsonb('notes').$type<string[]>().notNull().default([]),
    droppedSuggestions: integer('dropped_suggestions').notNull().default(0),
    /** The conversation as it was sent, so that evidence and a later replay can refer to it. */
    conversation: jsonb('conversation').$type<unknown[]>().notNull().default([]),
    requestedBy: text('requested_by').notNull(),
    requestedByName: text('requested_by_name').notNull(),
    /** The interaction that started it: the same one may resume it after a crash. */
    interactionId: text('interaction_id').notNull(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    uniqueIndex('analyses_live')
      .on(t.guildId, t.messageId)
      .where(sql`state in ('running', 'reviewing', 'finished')`),
    index('analyses_guild').on(t.guildId, t.createdAt),
  ],
);

export type SuggestionState = 'pending' | 'confirmed' | 'merged' | 'skipped';

export const suggestions = pgTable(
  'suggestions',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    analysisId: uuid('analysis_id').notNull(),
    /** From 1, in the order of review; a parent always comes before its children. */
    position: integer('position').notNull(),
    parentPosition: integer('parent_position'),
    kind: text('kind').notNull(),
    title: text('title').notNull(),
    fields: jsonb('fields').$type<Record<string, string>>().notNull(),
    machineId: uuid('machine_id'),
    evidence: jsonb('evidence').$type<(Evidence | EditMark)[]>().notNull().default([]),
    warnings: jsonb('warnings').$type<string[]>().notNull().default([]),
    state: text('state').$type<SuggestionState>().notNull(),
    recordId: uuid('record_id'),
    decidedBy: text('decided_by'),
    decidedByName: text('decided_by_name'),
    decidedAt: instant('decided_at'),
  },
  (t) => [unique('suggestions_position').on(t.analysisId, t.position)],
);

/**
 * What a search for records looks into; queries have to repeat it word for word to use the index. Guild, number and
 * machine are words of it, so that the index alone finds what a search asks for; their signs keep them apart from words
 * that people type. Other punctuation is taken out, because Postgres would take `24V/5A` for the name of a file.
 */
export function recordWords(t: {
  guildId: unknown;
  number: unknown;
  machineId: unknown;
  title: unknown;
  fields: unknown;
}) {
  return sql`(array_to_tsvector(array['@' || ${t.guildId}, '#' || ${t.number}::text, '~' || coalesce(${t.machineId}::text, '')]) || to_tsvector('simple', regexp_replace(${t.title} || ' ' || regexp_replace(jsonb_path_query_array(${t.fields}, '$.*')::text, '\\\\.', ' ', 'g'), '[!-/:-@[-\`{-~]+', ' ', 'g')))`;
}
