import { sql } from 'drizzle-orm';
import {
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
import type { NoticeDetails } from './details.ts';
import type { RaiseInput, UpdateInput } from './schemas.ts';
import type { NoticeKind, NoticeState } from './states.ts';

export const notices = pgTable(
  'notices',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** What people call it: `#3`. */
    number: integer('number').notNull(),
    kind: text('kind').$type<NoticeKind>().notNull(),
    title: text('title').notNull(),
    state: text('state').$type<NoticeState>().notNull(),
    /** What was said last. */
    message: text('message').notNull(),
    details: jsonb('details').$type<NoticeDetails>().notNull(),
    /** Whom a billing notice concerns. */
    customerId: text('customer_id'),
    /** Alerts of one key are one alert. */
    dedupeKey: text('dedupe_key'),
    /** How often an alert was raised. */
    count: integer('count').notNull().default(1),
    /** How often an alert was said again because nobody took it; goes on counting when it comes back. */
    escalations: integer('escalations').notNull().default(0),
    /** When the clock changes it next: a reminder, a beginning, an end, an escalation. */
    dueAt: instant('due_at'),
    acknowledgedBy: text('acknowledged_by'),
    acknowledgedByName: text('acknowledged_by_name'),
    /** When it came to its end. */
    endedAt: instant('ended_at'),
    version: integer('version').notNull().default(1),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    unique('notices_number').on(t.guildId, t.number),
    index('notices_due').on(t.dueAt).where(sql`due_at is not null`),
    index('notices_list').on(t.guildId, t.createdAt.desc()),
    index('notices_key').on(t.guildId, t.dedupeKey, t.createdAt).where(sql`dedupe_key is not null`),
    uniqueIndex('notices_open_key').on(t.guildId, t.dedupeKey).where(sql`ended_at is null`),
  ],
);

/** What was said about a notice, in order. */
export const noticeUpdates = pgTable(
  'notice_updates',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    noticeId: uuid('notice_id').notNull(),
    state: text('state').$type<NoticeState>().notNull(),
    message: text('message').notNull(),
    /** Whether it is said in the thread below the notice; the first words are the notice itself. */
    inThread: boolean('in_thread').notNull(),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('notice_updates_of').on(t.noticeId, t.createdAt)],
);

export type DraftedNotice =
  | { kind: 'raise'; input: RaiseInput }
  | { kind: 'update'; noticeId: string; version: number; input: UpdateInput };

/** What somebody has seen as it would be posted, but not yet said yes to. A yes takes the row out, so it counts once. */
export const noticeDrafts = pgTable(
  'notice_drafts',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    draft: jsonb('draft').$type<DraftedNotice>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('notice_drafts_over').on(t.createdAt)],
);
