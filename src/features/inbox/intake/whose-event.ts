import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { Runtime } from '../../../core/runtime.ts';
import { inboundMessages } from '../tables.ts';
import { systemContext } from './open-context.ts';

/**
 * The server that an event among direct messages is about: the one that got its message or, for a message that never
 * arrived, the person's last one. Of somebody who has not been heard yet, nobody can tell.
 */
export async function whoseEvent(
  runtime: Runtime,
  { data }: { data: { id: string; author?: { id: string } } },
): Promise<string | null> {
  const ctx = systemContext(runtime, '', `event-${data.id}`);
  const isTheirs = data.author
    ? eq(inboundMessages.authorId, data.author.id)
    : eq(inboundMessages.messageId, data.id);
  const [row] = await ctx.db
    .select({ guildId: inboundMessages.guildId })
    .from(inboundMessages)
    .where(and(isTheirs, isNotNull(inboundMessages.guildId)))
    .orderBy(desc(inboundMessages.messageId))
    .limit(1);
  return row?.guildId ?? null;
}
