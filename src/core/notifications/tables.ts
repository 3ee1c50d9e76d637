import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.ts';
import type { NotificationChannel } from './kind.ts';

/** Where a person wants to be told of a kind; no row: as the server has it. */
export const notificationPreferences = pgTable(
  'notification_preferences',
  {
    guildId: text('guild_id').notNull(),
    userId: text('user_id').notNull(),
    /** `<feature>.<kind>` */
    kind: text('kind').notNull(),
    channel: text('channel').$type<NotificationChannel>().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.guildId, t.userId, t.kind] }),
    index('notification_preferences_kind').on(t.guildId, t.kind),
  ],
);

/** People whose direct messages were closed when something was to be told. */
export const notificationContacts = pgTable(
  'notification_contacts',
  {
    guildId: text('guild_id').notNull(),
    userId: text('user_id').notNull(),
    dmsClosedAt: instant('dms_closed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.userId] })],
);

/** What was told in the dashboard, for a month. */
export const notifications = pgTable(
  'notifications',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** Null: for everybody who may be told of the kind. */
    userId: text('user_id'),
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    /** Page with more about it, below the guild; empty: none. */
    path: text('path').notNull(),
    /** Of the signal. */
    subject: text('subject').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('notifications_guild').on(t.guildId, t.createdAt),
    index('notifications_over').on(t.createdAt),
  ],
);
