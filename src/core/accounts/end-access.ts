import { and, eq, lte } from 'drizzle-orm';
import { openDatabase } from '../database/client.ts';
import { UnavailableError } from '../errors.ts';
import { derivedUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { auditLog, sessions } from '../tables.ts';

/**
 * Ends what Guildhall has of somebody who took back their authorization at Discord: the sessions, and with them the
 * sealed tokens, which Discord takes no longer. Later sign-ins stay, so that it may be done late and again. Leaves an
 * audit row in each server whose pages the person had opened. Gives how many sessions ended. Not kept back by
 * `READ_ONLY`, as signing out is not.
 */
export async function endAccess(
  runtime: Runtime,
  { userId, at, eventId }: { userId: string; at: Date; eventId: string },
): Promise<number> {
  if (!runtime.config.database)
    throw new UnavailableError('Guildhall has no database yet. Set DATABASE_URL.');
  const db = openDatabase(runtime.config.database);
  const ended = and(eq(sessions.userId, userId), lte(sessions.createdAt, at));
  const found = await db.select({ members: sessions.members }).from(sessions).where(ended);
  if (found.length === 0) return 0;
  const guildIds = [...new Set(found.flatMap(({ members }) => Object.keys(members)))];
  const remove = db.delete(sessions).where(ended).returning({ id: sessions.id });
  const rows = await Promise.all(
    guildIds.map(async (guildId) => ({
      id: await derivedUuid(`discord-event:${eventId}:${guildId}`),
      guildId,
      action: 'accounts.deauthorize',
      target: `person:${userId}`,
      actor: `user:${userId}`,
      source: 'discord',
      requestId: `event-${eventId.slice(0, 12)}`,
      createdAt: at,
    })),
  );
  if (rows.length === 0) return (await remove).length;
  const [gone] = await db.batch([remove, db.insert(auditLog).values(rows).onConflictDoNothing()]);
  return gone.length;
}
