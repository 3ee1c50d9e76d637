import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type { Timing } from '../../core/time/read-time.ts';
import type { AnnouncementMessage, StoredTarget } from './schemas.ts';

/** `finished` when its only time has come, or none is left. */
export type AnnouncementState = 'active' | 'paused' | 'finished';

export const announcements = pgTable(
  'announcements',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** What people call it: `#3`. */
    number: integer('number').notNull(),
    name: text('name').notNull(),
    message: jsonb('message').$type<AnnouncementMessage>().notNull(),
    target: jsonb('target').$type<StoredTarget>().notNull(),
    timing: jsonb('timing').$type<Timing>().notNull(),
    timeZone: text('time_zone').notNull(),
    state: text('state').$type<AnnouncementState>().notNull(),
    /** When it is sent next; whoever moves it on has taken the run. Null unless active. */
    nextRunAt: instant('next_run_at'),
    /** Rises with every change that people make, so that two editors notice each other. */
    version: integer('version').notNull().default(1),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    unique('announcements_number').on(t.guildId, t.number),
    index('announcements_due').on(t.nextRunAt).where(sql`state = 'active'`),
  ],
);

/** What somebody has written and seen, but not yet said yes to. A yes takes the row out, so it counts once. */
export const announcementDrafts = pgTable(
  'announcement_drafts',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** The announcement that it changes, and the version that the person saw; null for a new one. */
    announcementId: uuid('announcement_id'),
    version: integer('version'),
    name: text('name').notNull(),
    message: jsonb('message').$type<AnnouncementMessage>().notNull(),
    target: jsonb('target').$type<StoredTarget>().notNull(),
    timing: jsonb('timing').$type<Timing>().notNull(),
    timeZone: text('time_zone').notNull(),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('announcement_drafts_over').on(t.createdAt)],
);

/** `posting` once a webhook may have got it: webhooks know no nonce, so it is never posted a second time. */
export type RunState = 'queued' | 'posting' | 'sent' | 'failed' | 'skipped';

/** One time that an announcement was due. */
export const announcementRuns = pgTable(
  'announcement_runs',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    announcementId: uuid('announcement_id').notNull(),
    dueAt: instant('due_at').notNull(),
    trigger: text('trigger').$type<'schedule' | 'person'>().notNull(),
    /** Further times that passed while nothing ran; they are not made up for. */
    missed: integer('missed').notNull().default(0),
    state: text('state').$type<RunState>().notNull(),
    /** Where it is, or was tried. */
    channelId: text('channel_id'),
    messageId: text('message_id'),
    /** SHA-256 of the words that were given to a channel, by which they are found again, whatever it is to say now. */
    postedWords: text('posted_words'),
    /** A sentence for people. */
    error: text('error'),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    unique('announcement_runs_due').on(t.announcementId, t.dueAt, t.trigger),
    index('announcement_runs_history').on(t.announcementId, t.createdAt.desc()),
  ],
);
