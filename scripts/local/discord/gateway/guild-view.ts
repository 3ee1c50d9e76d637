import { ChannelFlags } from 'discord-api-types/v10';
import type { StoredChannel, StoredGuild } from '../model.ts';
import { channelPermissions, isThread, Permission } from '../permissions.ts';
import { viewScheduledEvent } from '../routes/scheduled-events.ts';
import type { LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';
import { viewChannel, viewGuild, viewMember } from '../views.ts';
import { Intent } from './intents.ts';
import type { Presences } from './presence.ts';

/** Beyond so many members, a guild sends none but the bot itself. */
const TOO_LARGE = 75_000;

export function botSees(state: LocalState, channel: StoredChannel): boolean {
  return (channelPermissions(state, state.data.botId, channel) & Permission.ViewChannel) !== 0n;
}

/** A channel as the gateway tells it: of one that the bot cannot view only id, type and position are real. */
export function gatewayChannel(state: LocalState, channel: StoredChannel): Dict {
  const view = viewChannel(state, channel, state.data.botId);
  if (channel.guild_id === null || isThread(channel) || botSees(state, channel)) return view;
  const { id, type, guild_id, position, ...hidden } = view;
  const nulled = Object.fromEntries(Object.keys(hidden).map((key) => [key, null]));
  return {
    ...nulled,
    id,
    type,
    guild_id,
    position,
    name: '___hidden___',
    flags: ChannelFlags.ChannelObfuscated,
    permission_overwrites: [
      { id: channel.guild_id, type: 0, allow: '0', deny: Permission.ViewChannel.toString() },
    ],
  };
}

/** The threads of a guild, or of one of its channels, that go on and that the bot can view. */
export function activeThreads(state: LocalState, guildId: string, channelId?: string): Dict[] {
  return [...state.data.channels.values()]
    .filter((channel) => channel.guild_id === guildId && isThread(channel) && !channel.thread?.archived)
    .filter((channel) => channelId === undefined || channel.parent_id === channelId)
    .filter((channel) => botSees(state, channel))
    .map((channel) => gatewayChannel(state, channel));
}

/** The whole of GUILD_CREATE for a session. @see https://docs.discord.com/developers/events/gateway-events#guild-create */
export function gatewayGuild(
  state: LocalState,
  presences: Presences,
  guild: StoredGuild,
  { intents, largeThreshold }: { intents: number; largeThreshold: number },
): Dict {
  const { botId, channels } = state.data;
  const own = [...channels.values()].filter((channel) => channel.guild_id === guild.id);
  const large = guild.members.size > largeThreshold;
  const told = (intents & Intent.GuildPresences) !== 0 && guild.members.size <= TOO_LARGE;
  const members = [...guild.members.values()].filter(
    ({ user_id }) => user_id === botId || (told && (!large || presences.isOnline(user_id))),
  );
  return {
    ...viewGuild(guild),
    joined_at: guild.members.get(botId)?.joined_at ?? state.iso(),
    large,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: members.map((member) => viewMember(state, member)),
    channels: own.filter((channel) => !isThread(channel)).map((channel) => gatewayChannel(state, channel)),
    threads: activeThreads(state, guild.id),
    presences: told ? presences.of(guild, guild.members.values()) : [],
    stage_instances: [],
    guild_scheduled_events: [...state.data.scheduledEvents.values()]
      .filter((event) => event.guild_id === guild.id && event.status <= 2)
      .map((event) => viewScheduledEvent(state, event)),
    soundboard_sounds: [],
  };
}
