import type { APIMessage } from 'discord-api-types/v10';
import type { ActionContext } from '../../core/context.ts';
import { isMissingAccess, isMissingPermissions } from '../../discord/errors.ts';
import { listMessages } from '../../discord/messages.ts';
import { snowflakeAt } from '../../discord/snowflake.ts';
import type { RunRow } from './announcement-view.ts';
import type { AnnouncementBody } from './message-body.ts';

/** Clocks of Discord and ours may differ by so much. */
const SLACK_MS = 10_000;

/**
 * The message of a run whose sender died before it could write down that it had posted: the bot's own message in that
 * channel, younger than the run, that says the same. Discord forgets a nonce after minutes; the channel does not.
 */
export async function findPosted(
  ctx: ActionContext,
  channelId: string,
  run: RunRow,
  body: AnnouncementBody,
): Promise<string | undefined> {
  const after = snowflakeAt(run.createdAt.getTime() - SLACK_MS);
  try {
    const messages = await listMessages(ctx.discord, channelId, { after, limit: 100 });
    return messages.find((message) => saysTheSame(message, body))?.id;
  } catch (error) {
    // Without leave to read the history only the nonce is left.
    if (isMissingAccess(error) || isMissingPermissions(error)) return undefined;
    throw error;
  }
}

function saysTheSame({ author, content, embeds, webhook_id }: APIMessage, body: AnnouncementBody): boolean {
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
