import { and, eq, lte } from 'drizzle-orm';
import type { Deauthorization } from '../../../core/accounts/authorization-flow.ts';
import { openDatabase } from '../../../core/database/client.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { derivedUuid } from '../../../core/ids.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { auditLog } from '../../../core/tables.ts';
import { accountTokens } from '../tables.ts';

/**
 * The person took back at Discord what they allowed: their tokens go, in all servers. The links stay: what the person
 * proved when they made them is as true as before, and they can end them here.
 */
export async function noteDeauthorization(
  runtime: Runtime,
  { userId, at, eventId }: Deauthorization,
): Promise<void> {
  if (!runtime.config.database)
    throw new UnavailableError('Guildhall has no database yet. Set DATABASE_URL.');
  const db = openDatabase(runtime.config.database);
  const gone = and(eq(accountTokens.userId, userId), lte(accountTokens.createdAt, at));
  const found = await db
    .select({ linkId: accountTokens.linkId, guildId: accountTokens.guildId })
    .from(accountTokens)
    .where(gone);
  const rows = await Promise.all(
    found.map(async ({ linkId, guildId }) => ({
      id: await derivedUuid(`discord-event:${eventId}:${linkId}`),
      guildId,
      action: 'accounts.tokens-taken-back',
      target: `link:${linkId}`,
      actor: `user:${userId}`,
      source: 'discord',
      requestId: `event-${eventId.slice(0, 12)}`,
      createdAt: at,
    })),
  );
  if (rows.length === 0) return;
  await db.batch([
    db.delete(accountTokens).where(gone),
    db.insert(auditLog).values(rows).onConflictDoNothing(),
  ]);
}
