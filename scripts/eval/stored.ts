import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import { type DatabaseAddress, openDatabase } from '../../src/core/database/client.ts';
import type { ConversationMessage } from '../../src/features/records/suggestion.ts';
import { analyses, machines } from '../../src/features/records/tables.ts';
import type { ReadingMatter } from './readers.ts';

export interface StoredMatter extends ReadingMatter {
  /** The message that somebody picked. */
  messageId: string;
  readAt: Date;
}

/**
 * The newest conversations that were read in a guild, as they were kept: without details of people, without pictures,
 * whose addresses have expired. Reads only.
 */
export async function loadStored(
  address: DatabaseAddress,
  guildId: string,
  count: number,
): Promise<StoredMatter[]> {
  const db = openDatabase(address);
  const [known, stored] = await db.batch([
    db
      .select({ id: machines.id, name: machines.name, aliases: machines.aliases })
      .from(machines)
      .where(and(eq(machines.guildId, guildId), isNull(machines.archivedAt))),
    db
      .select({
        conversation: analyses.conversation,
        messageId: analyses.messageId,
        readAt: analyses.createdAt,
      })
      .from(analyses)
      .where(and(eq(analyses.guildId, guildId), isNotNull(analyses.mode)))
      .orderBy(desc(analyses.createdAt))
      .limit(count),
  ]);
  return stored.map(({ conversation, ...read }) => ({
    ...read,
    // Safe because read-for-review.ts is the only writer and stores whole messages.
    conversation: conversation as ConversationMessage[],
    machines: known,
  }));
}
