import type { APIChannel } from 'discord-api-types/v10';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { getChannel } from '../../discord/channels.ts';
import { DiscordApiError } from '../../discord/errors.ts';

/**
 * A channel or thread of this server. The bot is in many servers, so that it reaches a channel says nothing about
 * whose it is. Throws NotFoundError. Asks Discord.
 */
export async function requireOwnChannel(ctx: ActionContext, channelId: string): Promise<APIChannel> {
  const gone = new NotFoundError('There is no such channel in this server, or the bot does not see it.');
  let channel: APIChannel;
  try {
    channel = await getChannel(ctx.discord, channelId, { maxWaitMs: 3_000, retries: 1 });
  } catch (error) {
    if (error instanceof DiscordApiError) throw gone;
    throw error;
  }
  if (!('guild_id' in channel) || channel.guild_id !== ctx.guildId) throw gone;
  return channel;
}
