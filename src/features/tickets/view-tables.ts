import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type { TicketFilter } from './ticket-filter.ts';

/** A filter of the list of tickets under a name. */
export const ticketViews = pgTable(
  'ticket_views',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    name: text('name').notNull(),
    filter: jsonb('filter').$type<TicketFilter>().notNull(),
    /** Label of an actor; null when the whole team sees it. */
    ownedBy: text('owned_by'),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('ticket_views_guild').on(t.guildId, t.createdAt)],
);
