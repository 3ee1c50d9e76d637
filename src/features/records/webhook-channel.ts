import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { defineSettings, numberField, textField } from '../../core/settings/definition.ts';
import { guildSettings } from '../../core/tables.ts';
import { DiscordError } from '../../discord/errors.ts';
import { getWebhook, parseWebhookUrl } from '../../discord/webhooks.ts';

/** People can move a webhook to another channel in Discord, and nothing tells us; so what we know is asked again. */
const FRESH_MS = 60 * 60_000;

const text = { title: 'Known by itself', help: 'Not to be set by hand.' };
const number = { ...text, default: 0, min: 0, max: Number.MAX_SAFE_INTEGER };

/**
 * What is known of the webhook. A row beside the settings, so that it is read together with them; not in the
 * registry, so that no page and no command shows it.
 */
const webhookMemory = defineSettings('records-webhook', {
  webhookId: textField({ ...text, default: '', maxLength: 20 }),
  channelId: textField({ ...text, default: '', maxLength: 20 }),
  checkedAt: numberField(number),
});

/**
 * The channel that a webhook posts to, asked of Discord at most once an hour. `undefined` when it cannot be told:
 * the address is no webhook's or the webhook is gone, which sending will say. Throws while Discord is down.
 */
export async function webhookChannel(ctx: ActionContext, url: string): Promise<string | undefined> {
  const webhook = parseWebhookUrl(url, ctx.runtime.config.discord.apiUrl);
  if (!webhook) return undefined;
  const known = await ctx.settings(webhookMemory);
  const now = ctx.now().getTime();
  const ours = known.webhookId === webhook.id && known.channelId !== '';
  if (ours && now - known.checkedAt < FRESH_MS) return known.channelId;
  try {
    const { channel_id: channelId } = await getWebhook(ctx.discord, webhook);
    // A webhook that follows another server's news has no channel of its own to repeat.
    if (!channelId) return undefined;
    await remember(ctx, { webhookId: webhook.id, channelId, checkedAt: now });
    return channelId;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    if (ours) return known.channelId;
    if (error.retryable) throw error;
    return undefined;
  }
}

async function remember(
  ctx: ActionContext,
  values: { webhookId: string; channelId: string; checkedAt: number },
): Promise<void> {
  const row = { guildId: ctx.guildId, feature: webhookMemory.feature, values, updatedAt: ctx.now() };
  await ctx.db
    .insert(guildSettings)
    .values(row)
    .onConflictDoUpdate({
      target: [guildSettings.guildId, guildSettings.feature],
      set: { values: sql`excluded.values`, updatedAt: row.updatedAt },
    });
}
