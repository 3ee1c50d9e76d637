import type { RESTGetAPIGatewayBotResult } from 'discord-api-types/v10';
import type { CallOptions } from './messages.ts';
import type { DiscordRest } from './rest.ts';

/**
 * The address to connect to, the shards to open, and how many IDENTIFYs are left today.
 * @see https://docs.discord.com/developers/events/gateway#get-gateway-bot
 */
export function getGatewayBot(rest: DiscordRest, options?: CallOptions): Promise<RESTGetAPIGatewayBotResult> {
  return rest.request('GET', `/gateway/bot`, options);
}
