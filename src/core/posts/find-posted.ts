import type { APIEmbed, APIMessage, RESTPostAPIChannelMessageJSONBody } from 'discord-api-types/v10';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { isMissingAccess, isMissingPermissions, isUnknownChannel } from '../../discord/errors.ts';
import { listMessages } from '../../discord/messages.ts';
import { snowflakeAt } from '../../discord/snowflake.ts';
import type { ActionContext } from '../context.ts';
import { sha256Hex } from '../hash.ts';
import { posts } from './tables.ts';

/** Clocks of Discord and ours may differ by so much. */
const SLACK_MS = 10_000;
/** Discord's most for one call. */
const MOST = 100;

export interface Sought {
  /** When it was tried first; absent: it is among the newest. */
  since?: Date;
  /** Whether a message is the one. */
  isIt(message: APIMessage): boolean | Promise<boolean>;
  /** Those of the messages that are known to be something else. */
  taken(ids: string[]): Promise<ReadonlySet<string | null>>;
}

/**
 * The message whose sender died, or lost Discord's answer, before it could write down that it had posted; of several
 * the oldest. Discord forgets a nonce after minutes; the channel does not. Nothing where the history may not be read:
 * then only the nonce is left.
 */
export async function findPosted(
  ctx: ActionContext,
  channelId: string,
  { since, isIt, taken }: Sought,
): Promise<APIMessage | undefined> {
  const after = since && snowflakeAt(since.getTime() - SLACK_MS);
  const found: APIMessage[] = [];
  try {
    const newestFirst = await listMessages(ctx.discord, channelId, {
      limit: MOST,
      ...(after === undefined ? {} : { after }),
    });
    for (const message of newestFirst.toReversed()) if (await isIt(message)) found.push(message);
  } catch (error) {
    if (isMissingAccess(error) || isMissingPermissions(error) || isUnknownChannel(error)) return undefined;
    throw error;
  }
  if (found.length === 0) return undefined;
  const others = await taken(found.map(({ id }) => id));
  return found.find(({ id }) => !others.has(id));
}

/** Whether the bot itself posted it, not by a webhook. */
export const isOwn = (ctx: ActionContext, { author, webhook_id }: APIMessage): boolean =>
  author.id === ctx.runtime.config.discord.applicationId && webhook_id === undefined;

/** Those of the messages that show a post. */
export async function takenByPosts(ctx: ActionContext, ids: string[]): Promise<ReadonlySet<string | null>> {
  const rows = await ctx.db
    .select({ id: posts.messageId })
    .from(posts)
    .where(and(eq(posts.guildId, ctx.guildId), inArray(posts.messageId, ids)));
  return new Set(rows.map(({ id }) => id));
}

/**
 * First statement of a batch that writes down whose a message is: two that found the same one take turns, and what the
 * second then looks at is what the first wrote.
 */
export const lockAdoption = (ctx: ActionContext, messageId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.guildId}:adopt:${messageId}`}, 0))`;

/**
 * SHA-256 of what people read in a message: the same for what is sent and for what Discord gives back. The rest Discord
 * writes in its own way, and it adds embeds of what links lead to.
 */
export const wordsHash = ({
  content,
  embeds,
}: Pick<RESTPostAPIChannelMessageJSONBody, 'content' | 'embeds'>): Promise<string> =>
  sha256Hex(JSON.stringify([(content ?? '').trim(), wordsOf(embeds ?? [])]));

const wordsOf = (embeds: readonly APIEmbed[]) =>
  embeds
    .filter(({ type }) => type === undefined || String(type) === 'rich')
    .map(({ title = '', description = '', fields = [] }) => [
      title.trim(),
      description.trim(),
      fields.map(({ name, value }) => [name.trim(), value.trim()]),
    ]);
