import { sql } from 'drizzle-orm';
import { permissionRules } from '../access/tables.ts';
import { sessionPurpose } from '../accounts/tables.ts';
import { notificationContacts, notificationPreferences, notifications } from '../notifications/tables.ts';
import {
  apiKeys,
  auditLog,
  deliveries,
  idempotencyKeys,
  jobs,
  keptResults,
  memberNames,
  sessions,
  signals,
} from '../tables.ts';
import { deliveryAttempts, webhookEndpoints } from '../webhooks/tables.ts';
import type { PersonalData } from './personal-data.ts';

/** What hangs on signals is erased before them, as it is found through them. */
export const corePersonalDataFirst: readonly PersonalData[] = [
  {
    table: deliveries,
    // What was or would be posted of the person's own doings.
    rows: ({ guildId, id }) =>
      sql`signal_id in (select id from signals where guild_id = ${guildId} and actor = ${`user:${id}`})`,
    exported: false,
    onErase: 'delete',
  },
  {
    table: deliveries,
    mentions: ['body', 'subject', 'error', 'digest_key', 'lane'],
    exported: false,
    onErase: 'pseudonymise',
  },
  {
    table: deliveryAttempts,
    mentions: ['request_headers', 'response_headers', 'response_body', 'error'],
    exported: false,
    onErase: 'pseudonymise',
  },
  {
    table: webhookEndpoints,
    people: { created_by: [] },
    secrets: ['url', 'secrets'],
    onErase: 'pseudonymise',
  },
  {
    table: idempotencyKeys,
    // Kept for a day to answer repeats; without the answer a repeat is told that it was lost.
    people: { actor: ['body'] },
    mentions: ['body'],
    exported: false,
    onErase: 'delete',
  },
  { table: permissionRules, people: { created_by: [] }, onErase: 'pseudonymise' },
  { table: apiKeys, people: { created_by: [] }, secrets: ['hash'], onErase: 'pseudonymise' },
  {
    table: keptResults,
    people: { user_id: ['message'] },
    // An export of the person that somebody else asked for is theirs as well.
    mentions: ['message'],
    secrets: ['token_hash'],
    files: ({ message }) => fileKeys(message),
    onErase: 'delete',
  },
  { table: notificationPreferences, people: { user_id: [] }, onErase: 'delete' },
  { table: notificationContacts, people: { user_id: [] }, onErase: 'delete' },
  // What was told of the person goes as well; the record of what happened is elsewhere.
  { table: notifications, people: { user_id: [] }, mentions: ['text', 'subject'], onErase: 'delete' },
  { table: memberNames, people: { user_id: ['name'] }, onErase: 'delete' },
  {
    table: sessions,
    people: { user_id: ['user_name', 'guilds', 'members'] },
    secrets: ['token_hash', 'tokens'],
    tokens: ({ id, tokens }) => ({ sealed: String(tokens), purpose: sessionPurpose(String(id)) }),
    onErase: 'delete',
  },
  {
    table: jobs,
    rows: ({ id }) => sql`(state in ('done', 'dead') and
      (payload->>'userId' = ${id} or payload->'signal'->>'actor' = ${`user:${id}`}))`,
    onErase: 'delete',
  },
  {
    // Results are answers to whoever asked. What runs now belongs to its worker and is found the next time.
    table: jobs,
    mentions: ['payload', 'result', 'error'],
    exported: false,
    onErase: 'pseudonymise',
    only: sql`state <> 'running'`,
  },
];

/** Where the file of a kept result lies, if it is one. */
function fileKeys(message: unknown): string[] {
  const { file } = message as { file?: { key?: unknown } };
  return typeof file?.key === 'string' ? [file.key] : [];
}

/** The records of what happened stay; who and in which words does not. */
export const corePersonalDataLast: readonly PersonalData[] = [
  {
    table: signals,
    people: { actor: ['data'] },
    mentions: ['subject', 'data'],
    onErase: 'pseudonymise',
  },
  {
    table: auditLog,
    people: { actor: ['before', 'after'] },
    mentions: ['target', 'before', 'after'],
    onErase: 'pseudonymise',
  },
];
