import { and, isNull, lt } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { conversationAttachments, conversationEarlyChanges } from '../tables.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Keys that the bucket deletes at once. */
const MOST = 500;

/** Removes, of all servers, uploads that nobody sent within a day and changes whose message never came. */
export async function tidyConversations(ctx: ActionContext): Promise<void> {
  const old = new Date(ctx.now().getTime() - DAY_MS);
  const unused = await ctx.db
    .delete(conversationAttachments)
    .where(and(isNull(conversationAttachments.messageId), lt(conversationAttachments.createdAt, old)))
    .returning({ key: conversationAttachments.storageKey });
  const keys = unused.flatMap(({ key }) => (key ? [key] : []));
  for (let start = 0; start < keys.length; start += MOST) {
    await ctx.runtime.config.files.delete(keys.slice(start, start + MOST));
  }
  await ctx.db.delete(conversationEarlyChanges).where(lt(conversationEarlyChanges.createdAt, old));
}
