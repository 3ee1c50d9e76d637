import type { GatewayEventData } from '../../../../src/core/gateway/handler.ts';
import type { TestGuild } from '../../../support/app.ts';

let last = 1_400_000_000_000_000_000n;

/** A message as MESSAGE_CREATE tells it; only what handlers look at. */
export function message(guild: TestGuild, content: string): GatewayEventData['MESSAGE_CREATE'] {
  last += 1n;
  return {
    id: String(last),
    channel_id: guild.channelId,
    guild_id: guild.id,
    author: { id: guild.member.id, username: guild.member.username, discriminator: '0', avatar: null },
    content,
    timestamp: '2026-11-20T18:30:00.000Z',
    type: 0,
  } as unknown as GatewayEventData['MESSAGE_CREATE'];
}
