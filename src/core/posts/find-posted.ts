import type { APIEmbed, APIMessage, RESTPostAPIChannelMessageJSONBody } from 'discord-api-types/v10';
import { and, eq, inArray } from 'drizzle-orm';
import { isMissingAccess, isMissingPermissions } from '../../discord/errors.ts';
import { listMessages } from '../../discord/messages.ts';
import { snowflakeAt } from '../../discord/snowflake.ts';
import type { ActionContext } from '../context.ts';
import { posts } from './tables.ts';

/** Clocks of Discord and ours may differ by so much. */
const SLACK_MS = 10_000;

type Body = Pick<RESTPostAPIChannelMessageJSONBody, 'content' | 'embeds'>;

/**
 * The message whose sender died, or lost Discord's answer, before it could write down that it had posted: the bot's own
 * message in that channel, not older than `since`, that says the same and is no other post's. Discord forgets a nonce
 * after minutes; the channel does not.
 */
export async function findPosted(
  ctx: ActionContext,
  channelId: string,
  since: Date,
  body: Body,
): Promise<string | undefined> {
  const after = snowflakeAt(since.getTime() - SLACK_MS);
  try {
    const messages = await listMessages(ctx.discord, channelId, { after, limit: 100 });
    const { applicationId } = ctx.runtime.config.discord;
    const ids = messages
      .filter(({ author, webhook_id }) => author.id === applicationId && webhook_id === undefined)
      .filter((message) => saysTheSame(message, body))
      .map(({ id }) => id);
    if (ids.length === 0) return undefined;
    const others = await idsOfPosts(ctx, ids);
    return ids.find((id) => !others.has(id));
  } catch (error) {
    // Without leave to read the history only the nonce is left.
    if (isMissingAccess(error) || isMissingPermissions(error)) return undefined;
    throw error;
  }
}

async function idsOfPosts(ctx: ActionContext, ids: string[]): Promise<Set<string | null>> {
  const rows = await ctx.db
    .select({ id: posts.messageId })
    .from(posts)
    .where(and(eq(posts.guildId, ctx.guildId), inArray(posts.messageId, ids)));
  return new Set(rows.map(({ id }) => id));
}

const saysTheSame = ({ content, embeds }: APIMessage, body: Body): boolean =>
  content === (body.content ?? '').trim() && wordsOf(embeds) === wordsOf(body.embeds ?? []);

/** What people read in our embeds; the rest Discord writes in its own way, and it adds embeds of what links lead to. */
const wordsOf = (embeds: readonly APIEmbed[]): string =>
  JSON.stringify(
    embeds
      .filter(({ type }) => type === undefined || String(type) === 'rich')
      .map(({ title = '', description = '', fields = [] }) => [
        title.trim(),
        description.trim(),
        fields.map(({ name, value }) => [name.trim(), value.trim()]),
      ]),
  );
