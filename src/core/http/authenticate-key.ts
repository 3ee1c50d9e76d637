import { and, eq, isNull, lt, or } from 'drizzle-orm';
import type { Actor } from '../access/actor.ts';
import { type Database, openDatabase } from '../database/client.ts';
import { UnauthenticatedError, UnavailableError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import type { Runtime } from '../runtime.ts';
import type { StoredSettings } from '../settings/store.ts';
import { apiKeys, guildSettings } from '../tables.ts';

export type ApiKey = typeof apiKeys.$inferSelect;

/** When it was last used is written at most once in this time, after the answer. */
const USE_STEP_MS = 60_000;
const SHAPE = /^Bearer (gh_[\w-]{20,100})$/;

/**
 * The actor behind `Authorization: Bearer gh_…` for one guild, and the guild's settings, in one round trip. A key of
 * another guild is answered like an unknown one. Throws UnauthenticatedError with the remedy.
 */
export async function authenticateKey(
  runtime: Runtime,
  header: string | undefined,
  guildId: string,
): Promise<{ actor: Actor; stored: StoredSettings }> {
  const hash = await hashOf(header);
  const db = database(runtime);
  const [rows, settings] = await db.batch([
    db
      .select()
      .from(apiKeys)
      .where(and(eq(apiKeys.hash, hash), eq(apiKeys.guildId, guildId))),
    db.select().from(guildSettings).where(eq(guildSettings.guildId, guildId)),
  ]);
  const key = usable(runtime, rows[0]);
  noteUse(runtime, db, key);
  return {
    actor: { kind: 'key', id: key.id, name: key.name, scopes: key.scopes },
    stored: new Map(settings.map((row) => [row.feature, row.values])),
  };
}

/** The key itself, whatever its guild. Throws like authenticateKey. */
export async function identifyKey(runtime: Runtime, header: string | undefined): Promise<ApiKey> {
  const hash = await hashOf(header);
  const [row] = await database(runtime).select().from(apiKeys).where(eq(apiKeys.hash, hash));
  return usable(runtime, row);
}

async function hashOf(header: string | undefined): Promise<string> {
  const key = SHAPE.exec(header ?? '')?.[1];
  if (!key) throw new UnauthenticatedError('Send an API key as `Authorization: Bearer gh_…`.');
  return sha256Hex(key);
}

function usable(runtime: Runtime, row: ApiKey | undefined): ApiKey {
  if (!row)
    throw new UnauthenticatedError(
      'This API key is not known in this server. Check it, or create a new one.',
    );
  if (row.revokedAt) throw new UnauthenticatedError('This API key was revoked. Create a new one.');
  if (row.expiresAt && row.expiresAt.getTime() <= runtime.outside.now())
    throw new UnauthenticatedError('This API key has expired. Create a new one.');
  return row;
}

function noteUse(runtime: Runtime, db: Database, key: ApiKey): void {
  const now = new Date(runtime.outside.now());
  const before = new Date(now.getTime() - USE_STEP_MS);
  if (key.lastUsedAt && key.lastUsedAt > before) return;
  runtime.defer(
    db
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(and(eq(apiKeys.id, key.id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, before))))
      .execute(),
  );
}

function database(runtime: Runtime): Database {
  if (!runtime.config.database) throw new UnavailableError('No database is set up.');
  return openDatabase(runtime.config.database);
}
