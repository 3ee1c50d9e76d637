import type { APIMessage, RESTPostAPIChannelMessageJSONBody } from 'discord-api-types/v10';
import { isMissingAccess, isMissingPermissions } from '../../discord/errors.ts';
import { listMessages } from '../../discord/messages.ts';
import { snowflakeAt } from '../../discord/snowflake.ts';
import type { ActionContext } from '../context.ts';

/** Clocks of Discord and ours may differ by so much. */
const SLACK_MS = 10_000;

type Body = Pick<RESTPostAPIChannelMessageJSONBody, 'content' | 'embeds'>;

/**
 * The message whose sender died before it could write down that it had posted: the bot's own message in that channel,
 * not older than `since`, that says the same. Discord forgets a nonce after minutes; the channel does not.
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
    return messages.find((message) => saysTheSame(message, body))?.id;
  } catch (error) {
    // Without leave to read the history only the nonce is left.
    if (isMissingAccess(error) || isMissingPermissions(error)) return undefined;
    throw error;
  }
}

function saysTheSame({ author, content, embeds, webhook_id }: APIMessage, body: Body): boolean {
  const [wanted] = body.embeds ?? [];
  const [embed] = embeds;
  return (
    author.bot === true &&
    webhook_id === undefined &&
    content === (body.content ?? '') &&
    embed?.title === wanted?.title &&
    embed?.description === wanted?.description
  );
}
