import { and, asc, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { conversationAttachments } from './tables.ts';
import type { AttachmentRow } from './views.ts';

/** The files of messages, each message's in their order; to be asked for in a batch too. */
export const filesQuery = (
  { db, guildId }: Pick<ActionContext, 'db' | 'guildId'>,
  messageIds: readonly string[],
) =>
  db
    .select()
    .from(conversationAttachments)
    .where(
      and(
        eq(conversationAttachments.guildId, guildId),
        inArray(conversationAttachments.messageId, [...messageIds]),
      ),
    )
    .orderBy(asc(conversationAttachments.position));

/** The same; asks nothing for no messages. */
export const findFiles = async (
  ctx: Pick<ActionContext, 'db' | 'guildId'>,
  messageIds: readonly string[],
): Promise<AttachmentRow[]> => (messageIds.length === 0 ? [] : filesQuery(ctx, messageIds));
