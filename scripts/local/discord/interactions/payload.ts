import type { StoredChannel, StoredMessage } from '../model.ts';
import { ALL_PERMISSIONS, channelPermissions } from '../permissions.ts';
import type { LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';
import { userById, viewChannel, viewMember, viewMessage } from '../views.ts';

export interface PayloadInput {
  id: string;
  token: string;
  type: number;
  userId: string;
  channel: StoredChannel;
  data: Dict;
  message?: StoredMessage;
}

/** The whole interaction as Discord posts it. @see https://docs.discord.com/developers/interactions/receiving-and-responding */
export function buildPayload(state: LocalState, input: PayloadInput): Dict {
  const { channel, userId } = input;
  const { application, botId } = state.data;
  const guild = channel.guild_id === null ? undefined : state.data.guilds.get(channel.guild_id);
  const member = guild?.members.get(userId);
  const permissions = channelPermissions(state, userId, channel).toString();
  const botInChannel = channelPermissions(state, botId, channel);
  const person = member
    ? { member: { ...viewMember(state, member), permissions } }
    : { user: userById(state, userId) };
  return {
    id: input.id,
    application_id: application.id,
    type: input.type,
    data: input.data,
    ...(guild
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.preferred_locale, features: [] },
          guild_locale: guild.preferred_locale,
        }
      : {}),
    channel: { ...viewChannel(state, channel, botId), permissions },
    channel_id: channel.id,
    ...person,
    token: input.token,
    version: 1,
    ...(input.message ? { message: viewMessage(state, input.message, botId) } : {}),
    app_permissions: (guild ? botInChannel : botInChannel || ALL_PERMISSIONS).toString(),
    locale: state.data.users.get(userId)?.locale ?? 'en-US',
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: { 0: guild?.id ?? '0' },
    context: guild ? 0 : channel.recipients.includes(botId) ? 1 : 2,
    attachment_size_limit: 10 * 1024 * 1024,
  };
}
