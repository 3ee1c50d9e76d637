import type { GatewayEvent } from '../../../core/gateway/handler.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { noteFact } from '../facts.ts';
import { hearInGuild } from './hear-in-guild.ts';
import { systemContext } from './open-context.ts';
import { readPayload } from './payload.ts';
import { routeInOrder } from './route-in-order.ts';
import { storeInbound } from './store-inbound.ts';

/**
 * Takes a message that came over the gateway. A direct message is stored first and routed then: what fails after that
 * is found by the minute's sweep. One in a server counts only where a conversation is held.
 */
export async function hearMessage(runtime: Runtime, event: GatewayEvent<'MESSAGE_CREATE'>): Promise<void> {
  const message = event.data;
  const requestId = `message-${message.id}`;
  if (message.guild_id) return hearInGuild(systemContext(runtime, message.guild_id, requestId), message);
  const ctx = systemContext(runtime, '', requestId);
  const payload = readPayload(message);
  const { id: messageId, channel_id: channelId } = message;
  await storeInbound(ctx, [{ messageId, channelId, source: 'gateway', payload }]);
  await noteFact(ctx, 'heard', {});
  await routeInOrder(ctx, payload.author.id, messageId);
}
