import type { ActionContext } from '../../core/context.ts';
import { getChannel } from '../../discord/channels.ts';
import { DiscordApiError } from '../../discord/errors.ts';
import { inboxSettings } from './settings.ts';

/**
 * The staff channel, if one is set and it is this server's: the bot is in many servers, so that it reaches a channel
 * does not say whose it is. Asks Discord.
 */
export async function staffChannelOf(ctx: ActionContext): Promise<string | undefined> {
  const { staffChannel } = await ctx.settings(inboxSettings);
  if (!staffChannel) return undefined;
  try {
    const channel = await getChannel(ctx.discord, staffChannel);
    if ('guild_id' in channel && channel.guild_id === ctx.guildId) return staffChannel;
    ctx.log.warn('the staff channel belongs to another server');
  } catch (error) {
    if (!(error instanceof DiscordApiError)) throw error;
    ctx.log.warn('the staff channel cannot be reached', { code: error.code });
  }
  return undefined;
}
