import type { ActionContext } from '../../core/context.ts';
import { DisabledError, InputError, NotFoundError } from '../../core/errors.ts';
import { getChannel } from '../../discord/channels.ts';
import { DiscordApiError } from '../../discord/errors.ts';
import { parseWebhookUrl, type WebhookAddress } from '../../discord/webhooks.ts';
import type { StoredTarget, Target } from './schemas.ts';

/** Text and announcement channels and threads of all kinds: what takes messages. */
export const POSTABLE = [0, 5, 10, 11, 12] as const;

/** Checks that the target is there and this server's own, and seals a webhook's address. Asks Discord about a channel. */
export async function storeTarget(ctx: ActionContext, target: Target): Promise<StoredTarget> {
  switch (target.kind) {
    case 'endpoints':
      return target;
    case 'channel':
      await requireOwnChannel(ctx, target.channelId);
      return target;
    case 'webhook': {
      const address = parseWebhookUrl(target.url, ctx.runtime.config.discord.apiUrl);
      if (!address) {
        throw new InputError('That is not an address at Discord. Copy it from Integrations → Webhooks.', {
          'target.url': 'not a Discord webhook',
        });
      }
      if (!ctx.runtime.config.encryptionKeys) {
        throw new DisabledError(
          'Secrets cannot be kept yet. Whoever runs Guildhall has to set ENCRYPTION_KEYS first.',
        );
      }
      const sealed = await ctx.secrets.seal(target.url.trim(), purpose(ctx.guildId));
      return { kind: 'webhook', sealed, webhookId: address.id };
    }
  }
}

/** The address behind a stored target, or nothing when its key is gone. */
export async function openWebhook(ctx: ActionContext, sealed: string): Promise<WebhookAddress | null> {
  const url = await ctx.secrets.open(sealed, purpose(ctx.guildId)).catch((error: unknown) => {
    ctx.log.error('a stored webhook cannot be opened', { error });
    return undefined;
  });
  return url ? parseWebhookUrl(url, ctx.runtime.config.discord.apiUrl) : null;
}

/** An id from outside may name any channel that the bot is in; only those of this server count. */
async function requireOwnChannel(ctx: ActionContext, channelId: string): Promise<void> {
  const unknown = new NotFoundError(
    'There is no such channel in this server, or the bot cannot see it. Choose another, or give the bot “View Channels” there.',
  );
  const channel = await getChannel(ctx.discord, channelId).catch((error: unknown) => {
    if (error instanceof DiscordApiError && [403, 404].includes(error.status)) throw unknown;
    throw error;
  });
  if (!('guild_id' in channel) || channel.guild_id !== ctx.guildId) throw unknown;
  if (!POSTABLE.some((type) => type === channel.type)) {
    throw new InputError('Messages cannot be posted there. Choose a text channel or a thread.');
  }
}

const purpose = (guildId: string) => `announcements:webhook:${guildId}`;
