import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../core/database/columns.ts';
import type {
  ConflictState,
  LinkMethod,
  MatchConfidence,
  ProposalState,
  TakenSide,
  TokenState,
} from './model.ts';

/** Which account of the host application a Discord user is. Rows stay when the link ends; live ones have no end. */
export const accountLinks = pgTable(
  'account_links',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** The host application's own id of its customer. */
    accountId: text('account_id').notNull(),
    accountName: text('account_name').notNull(),
    userId: text('user_id').notNull(),
    /** What the person was called in Discord when they were linked. */
    userName: text('user_name').notNull(),
    method: text('method').$type<LinkMethod>().notNull(),
    /** Of staff who linked by hand. */
    reason: text('reason'),
    linkedBy: text('linked_by').notNull(),
    linkedAt: instant('linked_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
    endReason: text('end_reason'),
  },
  (t) => [
    uniqueIndex('account_links_live_user').on(t.guildId, t.userId).where(sql`ended_at is null`),
    uniqueIndex('account_links_live_account').on(t.guildId, t.accountId).where(sql`ended_at is null`),
    index('account_links_list').on(t.guildId, t.linkedAt.desc(), t.id),
    index('account_links_of_user').on(t.userId, t.guildId),
    index('account_links_of_account').on(t.guildId, t.accountId, t.linkedAt),
  ],
);

/** Discord's tokens of a link that the person made by OAuth2, sealed under the key ring. Gone with the link. */
export const accountTokens = pgTable(
  'account_tokens',
  {
    linkId: uuid('link_id').primaryKey(),
    guildId: text('guild_id').notNull(),
    userId: text('user_id').notNull(),
    tokens: text('tokens').notNull(),
    scopes: text('scopes').notNull(),
    state: text('state').$type<TokenState>().notNull(),
    /** Until then somebody is fetching new tokens and nobody else may. */
    refreshingUntil: instant('refreshing_until'),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('account_tokens_user').on(t.userId),
    index('account_tokens_due').on(t.expiresAt).where(sql`state = 'good'`),
  ],
);

/** One-time codes that the host application hands to its customers; only their hashes are kept. */
export const linkCodes = pgTable(
  'link_codes',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    codeHash: text('code_hash').notNull(),
    accountId: text('account_id').notNull(),
    accountName: text('account_name').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    usedBy: text('used_by'),
  },
  (t) => [
    uniqueIndex('link_codes_hash').on(t.guildId, t.codeHash),
    index('link_codes_account').on(t.guildId, t.accountId),
    index('link_codes_over').on(t.expiresAt),
  ],
);

/** Wrong codes of a person within the running window; see code-guessing.ts. */
export const linkAttempts = pgTable(
  'link_attempts',
  {
    guildId: text('guild_id').notNull(),
    userId: text('user_id').notNull(),
    failed: integer('failed').notNull(),
    windowFrom: instant('window_from').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.userId] }), index('link_attempts_over').on(t.windowFrom)],
);

/** Nonces of signed links that were used; kept until the links would have run out anyway. */
export const linkNonces = pgTable(
  'link_nonces',
  {
    guildId: text('guild_id').notNull(),
    nonceHash: text('nonce_hash').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.guildId, t.nonceHash] }), index('link_nonces_over').on(t.expiresAt)],
);

/** Somebody proved an account that is another person's already, or has another account already. */
export const linkConflicts = pgTable(
  'link_conflicts',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    /** The account that was to be linked, and the person who asked for it. */
    accountId: text('account_id').notNull(),
    accountName: text('account_name').notNull(),
    userId: text('user_id').notNull(),
    userName: text('user_name').notNull(),
    method: text('method').$type<LinkMethod>().notNull(),
    taken: text('taken').$type<TakenSide>().notNull(),
    /** The links in the way, the account's first; empty where there is none on that side. */
    accountLinkId: uuid('account_link_id'),
    holderId: text('holder_id'),
    holderName: text('holder_name'),
    userLinkId: uuid('user_link_id'),
    otherAccountId: text('other_account_id'),
    otherAccountName: text('other_account_name'),
    state: text('state').$type<ConflictState>().notNull(),
    createdAt: instant('created_at').notNull(),
    resolvedAt: instant('resolved_at'),
    resolvedBy: text('resolved_by'),
    resolveReason: text('resolve_reason'),
  },
  (t) => [
    uniqueIndex('link_conflicts_open').on(t.guildId, t.accountId, t.userId).where(sql`state = 'open'`),
    index('link_conflicts_list').on(t.guildId, t.state, t.createdAt),
  ],
);

/** Accounts that the host application told of, so that unlinked ones can be found and matched. */
export const knownAccounts = pgTable(
  'known_accounts',
  {
    guildId: text('guild_id').notNull(),
    accountId: text('account_id').notNull(),
    accountName: text('account_name').notNull(),
    /** What the customer says they are called in Discord; unproven. */
    discordName: text('discord_name'),
    updatedAt: instant('updated_at').notNull(),
    /** When members were last searched for the name. */
    matchedAt: instant('matched_at'),
  },
  (t) => [
    primaryKey({ columns: [t.guildId, t.accountId] }),
    index('known_accounts_name').on(t.guildId, t.accountName),
    index('known_accounts_unmatched')
      .on(t.guildId, t.updatedAt)
      .where(sql`matched_at is null and discord_name is not null`),
  ],
);

/** A member whose username is that of a known account. Never more than a proposal: a name proves nothing. */
export const linkProposals = pgTable(
  'link_proposals',
  {
    id: uuid('id').primaryKey(),
    guildId: text('guild_id').notNull(),
    accountId: text('account_id').notNull(),
    accountName: text('account_name').notNull(),
    userId: text('user_id').notNull(),
    userName: text('user_name').notNull(),
    confidence: text('confidence').$type<MatchConfidence>().notNull(),
    state: text('state').$type<ProposalState>().notNull(),
    createdAt: instant('created_at').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
  },
  (t) => [
    uniqueIndex('link_proposals_pair').on(t.guildId, t.accountId, t.userId),
    index('link_proposals_list').on(t.guildId, t.state, t.createdAt),
  ],
);
