import { and, eq, isNull } from 'drizzle-orm';
import type { Actor } from '../access/actor.ts';
import type { Database } from '../database/client.ts';
import { UnauthenticatedError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import { apiKeys } from '../tables.ts';

/**
 * The actor behind `Authorization: Bearer gh_…` for one guild. A key of another guild is answered like an unknown one.
 * Throws UnauthenticatedError with the remedy.
 */
export async function authenticateKey(
  db: Database,
  header: string | undefined,
  guildId: string,
  now: Date,
): Promise<Actor> {
  const key = /^Bearer (gh_[\w-]{20,100})$/.exec(header ?? '')?.[1];
  if (!key) throw new UnauthenticatedError('Send an API key as `Authorization: Bearer gh_…`.');
  const [row] = await db
    .select()
    .from(apiKeys)
    .where(
      and(eq(apiKeys.hash, await sha256Hex(key)), eq(apiKeys.guildId, guildId), isNull(apiKeys.revokedAt)),
    );
  if (!row)
    throw new UnauthenticatedError(
      'This API key is not known in this server. Check it, or create a new one.',
    );
  if (row.expiresAt && row.expiresAt <= now)
    throw new UnauthenticatedError('This API key has expired. Create a new one.');
  return { kind: 'key', id: row.id, name: row.name, scopes: row.scopes };
}
