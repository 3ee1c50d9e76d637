import type { APIMessage } from 'discord-api-types/v10';
import { and, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { findPosted, isOwn } from '../../../core/posts/find-posted.ts';
import { conversationMessages } from '../tables.ts';
import type { MessageRow } from '../views.ts';

/**
 * A message that was given to Discord by an attempt whose end nobody knows: the bot's own or an agent's by webhook,
 * younger than that attempt, with the same words, and no other row's.
 */
export async function findSent(
  ctx: ActionContext,
  channelId: string,
  message: MessageRow,
  files: number,
): Promise<APIMessage | undefined> {
  if (!message.sendingAt) return undefined;
  const words = message.content.trim();
  return findPosted(ctx, channelId, {
    since: message.sendingAt,
    isIt: (seen) =>
      (isOwn(ctx, seen) || seen.webhook_id !== undefined || seen.author.bot === true) &&
      // Words stand alone or on a card.
      (seen.content === words || seen.embeds[0]?.description === words) &&
      seen.attachments.length === files &&
      (!seen.nonce || seen.nonce === message.nonce),
    async taken(ids) {
      const rows = await ctx.db
        .select({ id: conversationMessages.discordMessageId })
        .from(conversationMessages)
        .where(
          and(
            eq(conversationMessages.guildId, ctx.guildId),
            inArray(conversationMessages.discordMessageId, ids),
          ),
        );
      return new Set(rows.map(({ id }) => id));
    },
  });
}
