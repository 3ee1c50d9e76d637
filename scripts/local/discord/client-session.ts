import type { APIUser } from 'discord-api-types/v10';
import { visibleChannels } from './channels.ts';
import type {
  ClientApplication,
  ClientChannel,
  ClientDm,
  ClientGuild,
  ClientMember,
  ClientRole,
  ClientSession,
} from './client-types.ts';
import type { Presences } from './gateway/presence.ts';
import type { StoredChannel, StoredGuild, StoredMember, StoredRole, StoredUser } from './model.ts';
import { channelPermissions } from './permissions.ts';
import type { LocalState } from './state.ts';
import { viewUser } from './views.ts';

// The views are Discord's shapes, built as open records; here they get their published type.
export function clientUser(user: StoredUser): APIUser {
  return viewUser(user) as unknown as APIUser;
}

function userOf(state: LocalState, id: string): APIUser {
  const user = state.data.users.get(id);
  return user
    ? clientUser(user)
    : { id, username: 'Deleted User', discriminator: '0000', avatar: null, global_name: null };
}

export function clientRole(role: StoredRole): ClientRole {
  const { id, name, color, hoist, managed, mentionable, position, permissions } = role;
  return { id, name, color, hoist, managed, mentionable, position, permissions };
}

export function clientMember(state: LocalState, member: StoredMember): ClientMember {
  const { nick, roles, joined_at, communication_disabled_until } = member;
  return { user: userOf(state, member.user_id), nick, roles, joined_at, communication_disabled_until };
}

export function clientChannel(state: LocalState, channel: StoredChannel, userId: string): ClientChannel {
  const { thread } = channel;
  return {
    id: channel.id,
    type: channel.type,
    name: channel.name ?? '',
    topic: channel.topic,
    position: channel.position,
    parent_id: channel.parent_id,
    guild_id: channel.guild_id ?? '',
    last_message_id: channel.last_message_id,
    permissions: channelPermissions(state, userId, channel).toString(),
    ...(thread
      ? {
          thread_metadata: {
            archived: thread.archived,
            locked: thread.locked,
            auto_archive_duration: thread.auto_archive_duration,
            archive_timestamp: thread.archive_timestamp,
          },
          owner_id: channel.owner_id ?? undefined,
          message_count: thread.message_count,
          member_count: thread.members.size,
        }
      : {}),
  };
}

export function clientDm(state: LocalState, channel: StoredChannel, userId: string): ClientDm {
  const recipients = channel.recipients.filter((id) => id !== userId).map((id) => userOf(state, id));
  return { id: channel.id, type: 1, recipients, last_message_id: channel.last_message_id };
}

export function clientGuild(state: LocalState, guild: StoredGuild, userId: string): ClientGuild {
  return {
    id: guild.id,
    name: guild.name,
    icon: guild.icon,
    owner_id: guild.owner_id,
    roles: [...guild.roles.values()].map(clientRole),
    channels: visibleChannels(state, guild.id, userId).map((channel) =>
      clientChannel(state, channel, userId),
    ),
    members: [...guild.members.values()].map((member) => clientMember(state, member)),
    emojis: guild.emojis,
  };
}

export function clientApplication(state: LocalState): ClientApplication {
  const { id, name, description, icon, interactions_endpoint_url } = state.data.application;
  return { id, name, description, icon, interactions_endpoint_url };
}

export function clientSession(
  state: LocalState,
  presences: Presences,
  userId: string | undefined,
): ClientSession {
  const { users, guilds, channels, botId } = state.data;
  const user = userId === undefined ? undefined : users.get(userId);
  const bot = users.get(botId);
  if (!bot) throw new Error('the bot has no user');
  return {
    user: user ? clientUser(user) : null,
    application: clientApplication(state),
    bot: clientUser(bot),
    users: [...users.values()].filter((item) => !item.bot).map(clientUser),
    guilds: user
      ? [...guilds.values()]
          .filter((guild) => guild.members.has(user.id))
          .map((guild) => clientGuild(state, guild, user.id))
      : [],
    dms: user
      ? [...channels.values()]
          .filter((channel) => channel.type === 1 && channel.recipients.includes(user.id))
          .map((channel) => clientDm(state, channel, user.id))
      : [],
    joinable: user
      ? [...guilds.values()]
          .filter((guild) => !guild.members.has(user.id))
          .map(({ id, name }) => ({ id, name }))
      : [],
    presences: presences.all(),
    settings: { dms_closed: user?.dms_closed ?? false },
    now: state.now(),
  };
}
