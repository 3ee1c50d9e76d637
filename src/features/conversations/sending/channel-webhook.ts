import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { getChannel } from '../../../discord/channels.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { createWebhook, type WebhookAddress } from '../../../discord/webhooks.ts';
import { conversationWebhooks } from '../tables.ts';

const NAME = 'Team replies';
const purpose = (guildId: string): string => `conversation-webhook:${guildId}`;

/**
 * The bot's own webhook of a channel, or of the channel that a thread belongs to; made when there is none. Undefined
 * where it may not have one: then the bot speaks itself. At most one is made; a lost answer leaves one unused.
 */
export async function webhookFor(ctx: ActionContext, channelId: string): Promise<WebhookAddress | undefined> {
  if (!ctx.runtime.config.encryptionKeys) return undefined;
  const known = await loadWebhook(ctx, channelId);
  if (known) return known;
  try {
    const channel = await getChannel(ctx.discord, channelId);
    const parent = 'thread_metadata' in channel && channel.parent_id ? channel.parent_id : channelId;
    const found = parent === channelId ? undefined : await loadWebhook(ctx, parent);
    const webhook = found ?? (await make(ctx, parent));
    if (!webhook) return undefined;
    for (const id of new Set([channelId, parent])) await keep(ctx, id, webhook);
    return webhook;
  } catch (error) {
    // No leave to make one, or all 15 are taken.
    if (error instanceof DiscordApiError) return undefined;
    throw error;
  }
}

/** The address behind a webhook that posted earlier. */
export async function findWebhook(
  ctx: ActionContext,
  webhookId: string,
): Promise<WebhookAddress | undefined> {
  const [row] = await ctx.db
    .select()
    .from(conversationWebhooks)
    .where(and(eq(conversationWebhooks.guildId, ctx.guildId), eq(conversationWebhooks.webhookId, webhookId)))
    .limit(1);
  return row && open(ctx, row);
}

/** Forgets a webhook that was deleted in Discord. */
export async function forgetWebhook(ctx: ActionContext, webhookId: string): Promise<void> {
  await ctx.db
    .delete(conversationWebhooks)
    .where(and(eq(conversationWebhooks.guildId, ctx.guildId), eq(conversationWebhooks.webhookId, webhookId)));
}

async function loadWebhook(ctx: ActionContext, channelId: string): Promise<WebhookAddress | undefined> {
  const [row] = await ctx.db
    .select()
    .from(conversationWebhooks)
    .where(and(eq(conversationWebhooks.guildId, ctx.guildId), eq(conversationWebhooks.channelId, channelId)));
  return row && open(ctx, row);
}

async function open(
  ctx: ActionContext,
  row: typeof conversationWebhooks.$inferSelect,
): Promise<WebhookAddress | undefined> {
  try {
    return { id: row.webhookId, token: await ctx.secrets.open(row.token, purpose(ctx.guildId)) };
  } catch (error) {
    ctx.log.error('a stored webhook cannot be opened', { error });
    return undefined;
  }
}

async function make(ctx: ActionContext, channelId: string): Promise<WebhookAddress | undefined> {
  const made = await createWebhook(
    ctx.discord,
    channelId,
    { name: NAME },
    { reason: 'Lets people of the team answer under their own names' },
  );
  return made.token ? { id: made.id, token: made.token } : undefined;
}

async function keep(ctx: ActionContext, channelId: string, webhook: WebhookAddress): Promise<void> {
  const set = {
    webhookId: webhook.id,
    token: await ctx.secrets.seal(webhook.token, purpose(ctx.guildId)),
    createdAt: ctx.now(),
  };
  await ctx.db
    .insert(conversationWebhooks)
    .values({ guildId: ctx.guildId, channelId, ...set })
    .onConflictDoUpdate({ target: [conversationWebhooks.guildId, conversationWebhooks.channelId], set });
}
