import { boolean, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';

/** Where a message of a ticket that was written, or goes, another way stands in the ticket's thread. */
export const ticketCards = pgTable(
  'ticket_cards',
  {
    /** Id of the message in the timeline. */
    messageId: uuid('message_id').primaryKey(),
    guildId: text('guild_id').notNull(),
    ticketId: uuid('ticket_id').notNull(),
    /** The thread in which it stands. */
    channelId: text('channel_id').notNull(),
    /** Discord's id of the message in the thread. */
    cardId: text('card_id').notNull(),
    /** A card of ours, which follows the message. Else the team wrote it there, and the message follows it. */
    isOurs: boolean('is_ours').notNull(),
    /** Revision of the message that the card shows. */
    revision: integer('revision').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('ticket_cards_ticket').on(t.guildId, t.ticketId), index('ticket_cards_card').on(t.cardId)],
);
