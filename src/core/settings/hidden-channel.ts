import { getChannel } from '../../discord/channels.ts';
import { DiscordApiError, explainDiscordError } from '../../discord/errors.ts';
import { getGuild } from '../../discord/guilds.ts';
import { computeChannelPermissions, hasPermission } from '../../discord/permissions.ts';
import type { ActionContext } from '../context.ts';

/** Text and announcement channels; threads take their sight from a parent that can change. */
const TEXT_CHANNELS: readonly number[] = [0, 5];
/** Somebody may be waiting for the settings page. */
const PATIENCE = { maxWaitMs: 3_000, retries: 1 };

/**
 * Why a channel can't hold what not everybody may read, as a sentence with the remedy; nothing when it can. Asks
 * Discord twice. Somebody can open the channel later, so whoever posts asks again.
 */
export async function problemOfHiddenChannel(
  ctx: ActionContext,
  channelId: string,
): Promise<string | undefined> {
  try {
    const [channel, guild] = await Promise.all([
      getChannel(ctx.discord, channelId, PATIENCE),
      getGuild(ctx.discord, ctx.guildId, {}, PATIENCE),
    ]);
    if (!('guild_id' in channel) || channel.guild_id !== ctx.guildId)
      return 'There is no such channel in this server. Choose one from the list.';
    if (!TEXT_CHANNELS.includes(channel.type) || !('permission_overwrites' in channel))
      return 'Messages of this kind are only posted in text channels. Choose one.';
    const nobody = { userId: '', roleIds: [] };
    const rights = { id: guild.id, ownerId: guild.owner_id, roles: guild.roles };
    const held = computeChannelPermissions(nobody, rights, channel.permission_overwrites ?? []);
    if (!hasPermission(held, 'VIEW_CHANNEL')) return undefined;
    return 'Everybody can see that channel, and this is not for everybody. Choose another one, or take “View Channel” from @everyone there.';
  } catch (error) {
    if (error instanceof DiscordApiError) return explainDiscordError(error);
    throw error;
  }
}
