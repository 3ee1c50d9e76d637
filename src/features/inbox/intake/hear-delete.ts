import { and, eq, ne } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { GatewayEvent } from '../../../core/gateway/handler.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { applyDelete } from '../../conversations/public.ts';
import { inboundMessages } from '../tables.ts';
import { findHeld } from './find-held.ts';
import { systemContext } from './open-context.ts';

/**
 * Marks a message that was deleted in Discord; its text stays for the team. One that still waits for a team is
 * forgotten. A direct message that we never saw can't be anybody's and is left alone.
 */
export async function hearDelete(runtime: Runtime, event: GatewayEvent<'MESSAGE_DELETE'>): Promise<void> {
  const { id: discordMessageId, channel_id: channelId, guild_id: guildId } = event.data;
  const requestId = `delete-${discordMessageId}`;
  const deletedAt = new Date(event.receivedAt);
  if (guildId)
    return dropIn(systemContext(runtime, guildId, requestId), channelId, [discordMessageId], deletedAt);
  const ctx = systemContext(runtime, '', requestId);
  if (await forget(ctx, discordMessageId)) return;
  const [row] = await ctx.db
    .select()
    .from(inboundMessages)
    .where(eq(inboundMessages.messageId, discordMessageId));
  if (row?.guildId) {
    await applyDelete(systemContext(runtime, row.guildId, requestId), { discordMessageId, deletedAt });
  }
}

/** A moderator, or a program of theirs, deleted many at once in a channel or thread of a server. */
export async function hearBulkDelete(
  runtime: Runtime,
  { data, receivedAt }: GatewayEvent<'MESSAGE_DELETE_BULK'>,
): Promise<void> {
  if (!data.guild_id) return;
  const ctx = systemContext(runtime, data.guild_id, `delete-${data.ids[0]}`);
  await dropIn(ctx, data.channel_id, data.ids, new Date(receivedAt));
}

async function dropIn(
  ctx: ActionContext,
  channelId: string,
  messageIds: readonly string[],
  deletedAt: Date,
): Promise<void> {
  if (!(await findHeld(ctx, channelId))) return;
  for (const discordMessageId of messageIds) {
    if (!(await forget(ctx, discordMessageId))) await applyDelete(ctx, { discordMessageId, deletedAt });
  }
}

/** True when the message waited; then nothing of it is kept. */
async function forget(ctx: ActionContext, messageId: string): Promise<boolean> {
  const forgotten = await ctx.db
    .update(inboundMessages)
    .set({ state: 'gone', payload: null, settledAt: ctx.now() })
    .where(and(eq(inboundMessages.messageId, messageId), ne(inboundMessages.state, 'routed')))
    .returning({ id: inboundMessages.messageId });
  return forgotten.length > 0;
}
