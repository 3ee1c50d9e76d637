import type { ActionContext } from '../../core/context.ts';
import { DisabledError, InputError, UnavailableError } from '../../core/errors.ts';
import { discordLane, httpLane } from '../../core/webhooks/lane.ts';
import { checkReachable } from '../../core/webhooks/resolve-host.ts';
import { sealUrl } from '../../core/webhooks/secrets.ts';
import { shownUrl } from '../../core/webhooks/send-http.ts';
import type { EndpointKind } from '../../core/webhooks/tables.ts';
import { DiscordApiError, explainDiscordError } from '../../discord/errors.ts';
import { getWebhook, parseWebhookUrl } from '../../discord/webhooks.ts';

/** What is stored of an address. */
export interface StoredDestination {
  url: string;
  urlShown: string;
  lane: string;
}

/**
 * Checks an address and seals it. A program's has to be safe to call at this moment, a Discord webhook has to exist.
 * Throws InputError with the reason, UnavailableError when it cannot be told now.
 */
export async function storeDestination(
  ctx: ActionContext,
  { id, kind, url }: { id: string; kind: EndpointKind; url: string },
): Promise<StoredDestination> {
  if (!ctx.runtime.config.encryptionKeys) {
    throw new DisabledError(
      'Secrets cannot be kept yet. Whoever runs Guildhall has to set ENCRYPTION_KEYS first.',
    );
  }
  const sealed = () => sealUrl(ctx.secrets, ctx.guildId, id, url);
  if (kind === 'http') {
    if (parseWebhookUrl(url, ctx.runtime.config.discord.apiUrl)) {
      throw refused(
        'That is a Discord webhook. Choose discord-webhook as its kind, so that Discord understands it.',
      );
    }
    const safety = await checkReachable(ctx.runtime, url);
    if (safety.kind !== 'safe') throw refused(safety.problem);
    return { url: await sealed(), urlShown: shownUrl(url), lane: httpLane(id) };
  }
  const webhook = parseWebhookUrl(url, ctx.runtime.config.discord.apiUrl);
  if (!webhook)
    throw refused('That is not the address of a Discord webhook. Copy it from Integrations → Webhooks.');
  try {
    const { name, guild_id: guildId } = await getWebhook(ctx.discord, webhook);
    if (guildId && guildId !== ctx.guildId) throw refused('That webhook belongs to another server.');
    return { url: await sealed(), urlShown: `Discord: ${name ?? 'webhook'}`, lane: discordLane(webhook.id) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof DiscordApiError) throw refused(explainDiscordError(error));
    throw new UnavailableError(
      'Discord does not say just now whether this webhook exists. Try again in a minute.',
      {
        cause: error,
      },
    );
  }
}

const refused = (problem: string): InputError => new InputError(`url: ${problem}`, { url: problem });
