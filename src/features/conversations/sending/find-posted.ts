import type { APIMessage } from 'discord-api-types/v10';
import { and, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { isMissingAccess, isMissingPermissions, isUnknownChannel } from '../../../discord/errors.ts';
import { listMessages } from '../../../discord/messages.ts';
import { snowflakeAt } from '../../../discord/snowflake.ts';
import { conversationMessages } from '../tables.ts';
import type { MessageRow } from '../views.ts';

/** Clocks of Discord and ours may differ by so much. */
const SLACK_MS = 10_000;

/**
 * A message that was given to Discord by an attempt whose end nobody knows: the bot's own, younger than that attempt,
 * with the same words, and no other row's. Discord forgets a nonce after minutes; the channel does not.
 */
export async function findPosted(
  ctx: ActionContext,
  channelId: string,
  message: MessageRow,
  files: number,
): Promise<APIMessage | undefined> {
  if (!message.sendingAt) return undefined;
  const after = snowflakeAt(message.sendingAt.getTime() - SLACK_MS);
  let seen: APIMessage[];
  try {
    seen = await listMessages(ctx.discord, channelId, { after, limit: 100 });
  } catch (error) {
    // Without leave to read the history only the nonce is left.
    if (isMissingAccess(error) || isMissingPermissions(error) || isUnknownChannel(error)) return undefined;
    throw error;
  }
  const own = seen.filter(
    ({ author, content, embeds, attachments, webhook_id }) =>
      (author.id === ctx.runtime.config.discord.applicationId ||
        webhook_id !== undefined ||
        author.bot === true) &&
      // Words stand alone or on a card.
      (content === message.content.trim() || embeds[0]?.description === message.content.trim()) &&
      attachments.length === files,
  );
  if (own.length === 0) return undefined;
  const ids = own.map(({ id }) => id);
  const taken = await ctx.db
    .select({ id: conversationMessages.discordMessageId })
    .from(conversationMessages)
    .where(
      and(eq(conversationMessages.guildId, ctx.guildId), inArray(conversationMessages.discordMessageId, ids)),
    );
  const others = new Set(taken.map(({ id }) => id));
  // Oldest first: the order in which they were sent.
  return own.reverse().find(({ id, nonce }) => !others.has(id) && (!nonce || nonce === message.nonce));
}
