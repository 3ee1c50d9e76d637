import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type { InboundPayload } from './intake/payload.ts';

/**
 * `received`: stored, nothing decided. `asked`: the person chooses a team. `held`: a rule keeps it from the desk.
 * `unrouted`: no server takes it. `routed`: it is in a conversation. `gone`: deleted before anybody saw it.
 */
export type InboundState = 'received' | 'asked' | 'held' | 'unrouted' | 'routed' | 'gone';
/** `guild`: from a thread or channel of the server, where only what is held back is kept. */
export type InboundSource = 'gateway' | 'poll' | 'command' | 'guild';
/** Why it is held or goes nowhere. */
export type InboundReason = 'blocked' | 'age' | 'lockdown' | 'no-server' | 'switched-off';

/** Every message to the bot, written down before anything is decided, and known again by Discord's id. */
export const inboundMessages = pgTable(
  'inbound_messages',
  {
    /** Discord's message id; for `/contact` that of the interaction. */
    messageId: text('message_id').primaryKey(),
    /** Null until it is known whose it is. */
    guildId: text('guild_id'),
    /** Where it was written: mostly the direct channel with the person; empty for `/contact`. */
    channelId: text('channel_id').notNull(),
    authorId: text('author_id').notNull(),
    source: text('source').$type<InboundSource>().notNull(),
    state: text('state').$type<InboundState>().notNull(),
    reason: text('reason').$type<InboundReason>(),
    /** The message as far as we keep it; emptied once it is in a conversation. */
    payload: jsonb('payload').$type<InboundPayload>(),
    conversationId: uuid('conversation_id'),
    attempts: integer('attempts').notNull().default(0),
    receivedAt: instant('received_at').notNull(),
    /** When its state was last decided. */
    settledAt: instant('settled_at'),
  },
  (t) => [
    index('inbound_messages_waiting')
      .on(t.receivedAt)
      .where(sql`state in ('received', 'asked', 'held', 'unrouted')`),
    index('inbound_messages_author').on(t.authorId, t.state),
    index('inbound_messages_guild').on(t.guildId, t.state, t.receivedAt),
    index('inbound_messages_over').on(t.receivedAt),
  ],
);

export type LeadStatus = 'new' | 'contacted' | 'qualified' | 'won' | 'lost';
export const LEAD_STATUSES = ['new', 'contacted', 'qualified', 'won', 'lost'] as const;

/** Somebody who writes to the team, or to whom the team writes. One row for each person of a server. */
export const leads = pgTable(
  'leads',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    personId: text('person_id').notNull(),
    name: text('name').notNull(),
    username: text('username').notNull(),
    /** Discord's hash of the picture. */
    avatar: text('avatar'),
    source: text('source').$type<'discord'>().notNull().default('discord'),
    status: text('status').$type<LeadStatus>().notNull(),
    ownerId: text('owner_id'),
    ownerName: text('owner_name'),
    tags: jsonb('tags').$type<string[]>().notNull(),
    lastContactAt: instant('last_contact_at'),
    blockedAt: instant('blocked_at'),
    blockedBy: text('blocked_by'),
    blockedByName: text('blocked_by_name'),
    blockReason: text('block_reason'),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    unique('leads_person').on(t.guildId, t.personId),
    index('leads_by_person').on(t.personId),
    index('leads_list').on(t.guildId, t.lastContactAt.desc()),
  ],
);

export const leadNotes = pgTable(
  'lead_notes',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    leadId: uuid('lead_id').notNull(),
    kind: text('kind').$type<'first-contact' | 'note'>().notNull(),
    body: text('body').notNull(),
    createdBy: text('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('lead_notes_lead').on(t.leadId, t.createdAt)],
);

/** Who is in which server, as Discord said last; asked again when it is old. */
export const personGuilds = pgTable(
  'person_guilds',
  {
    guildId: text('guild_id').notNull(),
    personId: text('person_id').notNull(),
    isMember: boolean('is_member').notNull(),
    roleIds: jsonb('role_ids').$type<string[]>().notNull(),
    checkedAt: instant('checked_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.personId] }), index('person_guilds_person').on(t.personId)],
);

/** An answer that the bot gives by itself: once for each person, kind and window. */
export const autoAnswers = pgTable(
  'auto_answers',
  {
    /** Empty for what the installation itself says. */
    guildId: text('guild_id').notNull(),
    personId: text('person_id').notNull(),
    kind: text('kind').$type<AutoAnswerKind>().notNull(),
    channelId: text('channel_id').notNull(),
    sentAt: instant('sent_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.personId, t.kind] })],
);
export type AutoAnswerKind = 'lockdown' | 'age' | 'no-server' | 'choose-team';

export { inboxAgents, inboxCards, inboxFacts, inboxRules, inboxViews } from './desk-tables.ts';
