import type { APIMessage } from 'discord-api-types/v10';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { DiscordError, isUnknownEntity } from '../../../discord/errors.ts';
import { getMessage } from '../../../discord/messages.ts';
import { timestampOf } from '../../../discord/snowflake.ts';

/** A message as an interaction brings it along; only the id is certain. */
export type PartialMessage = Partial<APIMessage> & Pick<APIMessage, 'id'>;

/** Stands in for an author whom neither the interaction nor Discord names; no account has this id. */
const NOBODY = { id: '0', username: 'unknown', discriminator: '0', avatar: null, global_name: null };

/**
 * The message with everything that is read of it. Discord is asked only if the interaction left parts out; what the
 * interaction says goes first, because it has the text even without the intent. Throws NotFoundError when nothing is
 * known of the message, and Discord's error where later may help.
 */
export async function completeMessage(
  ctx: ActionContext,
  channelId: string,
  message: PartialMessage,
): Promise<APIMessage> {
  const { content, author, timestamp } = message;
  const isWhole = content !== undefined && author?.username !== undefined && timestamp !== undefined;
  if (isWhole) return message as APIMessage;
  const asked = await getMessage(ctx.discord, channelId, message.id).catch((error: unknown) => {
    if (!(error instanceof DiscordError) || error.retryable) throw error;
    if (content === undefined) throw isUnknownEntity(error) ? new NotFoundError(GONE) : error;
    return undefined;
  });
  return {
    type: 0,
    channel_id: channelId,
    timestamp: new Date(timestampOf(message.id)).toISOString(),
    ...asked,
    ...message,
    author: { ...NOBODY, ...asked?.author, ...author },
  } as APIMessage;
}

const GONE = 'This message is no longer there, so nothing can be made of it.';
