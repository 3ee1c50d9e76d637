import { and, eq, ne } from 'drizzle-orm';
import type { GatewayEvent } from '../../../core/gateway/handler.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { applyDelete, findByChannel } from '../../conversations/public.ts';
import { inboundMessages } from '../tables.ts';
import { systemContext } from './open-context.ts';

/**
 * Marks a message that was deleted in Discord; its text stays for the team. One that still waits for a team is
 * forgotten. A direct message that we never saw can't be anybody's and is left alone.
 */
export async function hearDelete(runtime: Runtime, event: GatewayEvent<'MESSAGE_DELETE'>): Promise<void> {
  const { id: discordMessageId, channel_id: channelId, guild_id: guildId } = event.data;
  const requestId = `delete-${discordMessageId}`;
  const deletedAt = new Date(event.receivedAt);
  if (guildId) {
    const guild = systemContext(runtime, guildId, requestId);
    const conversation = await findByChannel(guild, channelId);
    if (conversation?.feature === 'inbox') await applyDelete(guild, { discordMessageId, deletedAt });
    return;
  }
  const ctx = systemContext(runtime, '', requestId);
  const which = eq(inboundMessages.messageId, discordMessageId);
  const [forgotten] = await ctx.db
    .update(inboundMessages)
    .set({ state: 'gone', payload: null, settledAt: ctx.now() })
    .where(and(which, ne(inboundMessages.state, 'routed')))
    .returning({ id: inboundMessages.messageId });
  if (forgotten) return;
  const [row] = await ctx.db.select().from(inboundMessages).where(which);
  if (row?.guildId) {
    await applyDelete(systemContext(runtime, row.guildId, requestId), { discordMessageId, deletedAt });
  }
}
