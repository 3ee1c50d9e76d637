import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type {
  AuthorKind,
  ConsentEntry,
  ConversationState,
  DeliveryError,
  Direction,
  MessageExtras,
  MessagePurpose,
  MessageState,
  PastText,
  Priority,
  RouteReason,
  Transport,
} from './model.ts';

/** One person's talk with the organisation, whatever carries it: direct message, thread, channel or web page. */
export const conversations = pgTable(
  'conversations',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** What people say aloud (`#12`). */
    number: integer('number').notNull(),
    /** Name of the feature that it belongs to: `inbox`, `tickets`. */
    feature: text('feature').notNull(),
    /** While it is open, at most one conversation of a feature has this key; null when it is closed. */
    openKey: text('open_key'),
    personId: text('person_id').notNull(),
    personName: text('person_name').notNull(),
    subject: text('subject').notNull().default(''),
    state: text('state').$type<ConversationState>().notNull(),
    assigneeId: text('assignee_id'),
    assigneeName: text('assignee_name'),
    routeReason: jsonb('route_reason').$type<RouteReason>(),
    transport: text('transport').$type<Transport>().notNull(),
    /** Where it is held in Discord; null before the direct message is opened, and for the web. */
    channelId: text('channel_id'),
    /** Whether messages stand on coloured cards that name their author in its thread or channel. */
    hasCards: boolean('has_cards').notNull().default(false),
    tags: jsonb('tags').$type<string[]>().notNull().default([]),
    priority: text('priority').$type<Priority>().notNull().default('normal'),
    snoozedUntil: instant('snoozed_until'),
    /** Beginning of the last message that the person sent or got. */
    preview: text('preview').notNull().default(''),
    lastMessageAt: instant('last_message_at').notNull(),
    lastInboundAt: instant('last_inbound_at'),
    lastOutboundAt: instant('last_outbound_at'),
    /** `sequence` of the person's last message; 0 for none. Who has read less has something to read. */
    lastInboundSequence: bigint('last_inbound_sequence', { mode: 'number' }).notNull().default(0),
    mergedIntoId: uuid('merged_into_id'),
    version: integer('version').notNull().default(1),
    /** Raised with every message that is to be sent, so that a sender that stops can't overlook one. */
    outboxVersion: integer('outbox_version').notNull().default(0),
    /** Who sends just now, and until when nobody else may. */
    senderToken: uuid('sender_token'),
    senderUntil: instant('sender_until'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    unique('conversations_number').on(t.guildId, t.number),
    uniqueIndex('conversations_open_key').on(t.guildId, t.feature, t.openKey),
    index('conversations_recent').on(t.guildId, t.lastMessageAt, t.id),
    index('conversations_state').on(t.guildId, t.state, t.lastMessageAt, t.id),
    index('conversations_assignee').on(t.guildId, t.assigneeId, t.state, t.lastMessageAt),
    index('conversations_person').on(t.guildId, t.personId, t.lastMessageAt),
    index('conversations_channel').on(t.channelId).where(sql`channel_id is not null`),
    index('conversations_tags').using('gin', sql`${t.tags} jsonb_path_ops`),
    index('conversations_snoozed').on(t.snoozedUntil).where(sql`state = 'snoozed'`),
    // The guild is one of the words, so that the index alone narrows a search to it.
    index('conversations_words').using('gin', conversationWords(t)),
  ],
);

/** One entry of the timeline: a message in either direction, a note of the team, or something that happened. */
export const conversationMessages = pgTable(
  'conversation_messages',
  {
    id: uuid('id').primaryKey(),
    /** Order of the timeline: handed out while the conversation's row is locked, so it has no late comers. */
    sequence: bigserial('sequence', { mode: 'number' }).notNull(),
    guildId: text('guild_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    personId: text('person_id').notNull(),
    direction: text('direction').$type<Direction>().notNull(),
    purpose: text('purpose').$type<MessagePurpose>().notNull().default('reply'),
    authorId: text('author_id'),
    authorName: text('author_name').notNull(),
    authorAvatar: text('author_avatar'),
    authorKind: text('author_kind').$type<AuthorKind>().notNull(),
    content: text('content').notNull(),
    extras: jsonb('extras').$type<MessageExtras>().notNull().default({}),
    replyToId: uuid('reply_to_id'),
    /** What carried it; null until it is sent. */
    via: text('via').$type<Transport>(),
    discordChannelId: text('discord_channel_id'),
    discordMessageId: text('discord_message_id'),
    /** Set when a webhook posted it, which alone can then edit it. */
    discordWebhookId: text('discord_webhook_id'),
    nonce: text('nonce'),
    state: text('state').$type<MessageState>().notNull(),
    error: jsonb('error').$type<DeliveryError>(),
    attempts: integer('attempts').notNull().default(0),
    sendAt: instant('send_at'),
    /** When it was first given to Discord. */
    sendingAt: instant('sending_at'),
    sentAt: instant('sent_at'),
    seenAt: instant('seen_at'),
    editedAt: instant('edited_at'),
    deletedAt: instant('deleted_at'),
    /** Earlier texts, the oldest first. */
    history: jsonb('history').$type<PastText[]>().notNull().default([]),
    /** Counts edits and deletion; Discord shows `postedRevision`. */
    revision: integer('revision').notNull().default(1),
    postedRevision: integer('posted_revision').notNull().default(0),
    broadcastId: uuid('broadcast_id'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    unique('conversation_messages_discord').on(t.guildId, t.discordMessageId),
    index('conversation_messages_timeline').on(t.conversationId, t.sequence),
    index('conversation_messages_person').on(t.guildId, t.personId, t.sequence),
    index('conversation_messages_outbox')
      .on(t.conversationId, t.sequence)
      .where(sql`state in ('scheduled', 'queued', 'sending')`),
    index('conversation_messages_waiting').on(t.guildId, t.personId).where(sql`state = 'unreachable'`),
    index('conversation_messages_broadcast').on(t.broadcastId).where(sql`broadcast_id is not null`),
    index('conversation_messages_words').using('gin', messageWords(t)),
  ],
);

/** A file of a message. `pending` → `stored` in the bucket, or `lost` with the reason. */
export const conversationAttachments = pgTable(
  'conversation_attachments',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** Null for an upload that no message has yet. */
    messageId: uuid('message_id'),
    position: integer('position').notNull().default(0),
    filename: text('filename').notNull(),
    contentType: text('content_type'),
    /** Bytes. */
    size: integer('size').notNull(),
    discordAttachmentId: text('discord_attachment_id'),
    /** Discord's address as it was last seen; it expires within a day. */
    url: text('url'),
    storageKey: text('storage_key'),
    state: text('state').$type<'pending' | 'stored' | 'lost'>().notNull(),
    lostReason: text('lost_reason'),
    createdBy: text('created_by'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('conversation_attachments_message').on(t.messageId),
    index('conversation_attachments_unused').on(t.createdAt).where(sql`message_id is null`),
  ],
);

/** An edit or deletion that came before its message. */
export const conversationEarlyChanges = pgTable(
  'conversation_early_changes',
  {
    guildId: text('guild_id').notNull(),
    discordMessageId: text('discord_message_id').notNull(),
    /** Null for a deletion alone. */
    content: text('content'),
    editedAt: instant('edited_at'),
    deletedAt: instant('deleted_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.guildId, t.discordMessageId] }),
    index('conversation_early_changes_old').on(t.createdAt),
  ],
);

/** What is known of reaching a person, and whether they want to be written to unasked. */
export const conversationReach = pgTable(
  'conversation_reach',
  {
    guildId: text('guild_id').notNull(),
    personId: text('person_id').notNull(),
    /** The bot's channel with the person, once it was opened. */
    dmChannelId: text('dm_channel_id'),
    dmState: text('dm_state').$type<'unknown' | 'open' | 'closed'>().notNull().default('unknown'),
    /** Discord's code of the last refusal. */
    lastCode: integer('last_code'),
    lastSuccessAt: instant('last_success_at'),
    lastFailureAt: instant('last_failure_at'),
    /** Null: nobody has looked. */
    inGuild: text('in_guild').$type<'yes' | 'no'>(),
    /** A private thread that replaces the direct message. */
    threadId: text('thread_id'),
    /** When the person was last told in the contact channel that something waits. */
    noticedAt: instant('noticed_at'),
    /** Since when the inbox takes no messages of the person. */
    blockedAt: instant('blocked_at'),
    consent: text('consent').$type<'none' | 'granted' | 'withdrawn'>().notNull().default('none'),
    consentHistory: jsonb('consent_history').$type<ConsentEntry[]>().notNull().default([]),
    /** Newest message of the direct-message channel that was read over REST. */
    pollCursor: text('poll_cursor'),
    polledAt: instant('polled_at'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.guildId, t.personId] }),
    index('conversation_reach_channel').on(t.dmChannelId).where(sql`dm_channel_id is not null`),
    index('conversation_reach_thread').on(t.threadId).where(sql`thread_id is not null`),
    index('conversation_reach_polled').on(t.polledAt).where(sql`dm_channel_id is not null`),
  ],
);

/** Up to where somebody of the team has read a conversation. */
export const conversationReads = pgTable(
  'conversation_reads',
  {
    guildId: text('guild_id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    userId: text('user_id').notNull(),
    /** `sequence` of the last message that was read; 0 for none. */
    upTo: bigint('up_to', { mode: 'number' }).notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.guildId, t.conversationId, t.userId] }),
    index('conversation_reads_user').on(t.guildId, t.userId),
  ],
);

/** How somebody of the team is shown to the person; read from Discord and renewed daily. */
export const conversationAgents = pgTable(
  'conversation_agents',
  {
    guildId: text('guild_id').notNull(),
    userId: text('user_id').notNull(),
    name: text('name').notNull(),
    /** Their highest role. */
    title: text('title').notNull().default(''),
    avatarUrl: text('avatar_url'),
    refreshedAt: instant('refreshed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.userId] })],
);

/** The bot's own webhook in a channel, by which agents speak under their own names. */
export const conversationWebhooks = pgTable(
  'conversation_webhooks',
  {
    guildId: text('guild_id').notNull(),
    channelId: text('channel_id').notNull(),
    webhookId: text('webhook_id').notNull(),
    /** Sealed. */
    token: text('token').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.channelId] })],
);

/** One text to many people, each in a conversation of their own. */
export const conversationBroadcasts = pgTable(
  'conversation_broadcasts',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    content: text('content').notNull(),
    recipients: integer('recipients').notNull(),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('conversation_broadcasts_guild').on(t.guildId, t.createdAt)],
);

/**
 * How fast the bot may open direct messages. Discord counts them for the bot and not by guild, so there is one row,
 * whose guild is empty.
 */
export const conversationLanes = pgTable(
  'conversation_lanes',
  {
    guildId: text('guild_id').notNull(),
    name: text('name').notNull(),
    /** Openings that Discord is known to bear in one window. */
    capacity: integer('capacity').notNull(),
    opened: integer('opened').notNull().default(0),
    windowStartedAt: instant('window_started_at').notNull(),
    pausedUntil: instant('paused_until'),
    /** Refusals in a row; each doubles the pause. */
    refusals: integer('refusals').notNull().default(0),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.name] })],
);

/** What a search for conversations looks into; queries have to repeat it word for word to use the index. */
export function conversationWords(t: {
  guildId: unknown;
  personName: unknown;
  subject: unknown;
  preview: unknown;
  tags: unknown;
}) {
  return sql`to_tsvector('simple', ${t.guildId} || ' ' || ${t.personName} || ' ' || ${t.subject} || ' ' || ${t.preview} || ' ' || ${t.tags}::text)`;
}

export function messageWords(t: { guildId: unknown; content: unknown }) {
  return sql`to_tsvector('simple', ${t.guildId} || ' ' || ${t.content})`;
}

export { cannedReplies } from './canned-tables.ts';
