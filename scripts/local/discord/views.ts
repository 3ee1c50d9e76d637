import { resolveMedia, viewAttachment } from './media.ts';
import type {
  StoredChannel,
  StoredGuild,
  StoredMember,
  StoredMessage,
  StoredRole,
  StoredUser,
  StoredWebhook,
} from './model.ts';
import { isThread } from './permissions.ts';
import type { LocalState } from './state.ts';
import type { Dict } from './validation/check.ts';

export function viewUser(user: StoredUser): Dict {
  return {
    id: user.id,
    username: user.username,
    avatar: user.avatar,
    discriminator: user.discriminator,
    public_flags: 0,
    flags: 0,
    banner: null,
    accent_color: null,
    global_name: user.global_name,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    clan: null,
    ...(user.bot ? { bot: true } : {}),
  };
}

export function userById(state: LocalState, id: string): Dict {
  const user = state.data.users.get(id);
  if (user) return viewUser(user);
  return { id, username: 'Deleted User', discriminator: '0000', avatar: null, global_name: null };
}

export function viewRole(role: StoredRole): Dict {
  return {
    id: role.id,
    name: role.name,
    description: null,
    permissions: role.permissions,
    position: role.position,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: role.hoist,
    managed: role.managed,
    mentionable: role.mentionable,
    icon: null,
    unicode_emoji: role.unicode_emoji,
    flags: 0,
    ...(role.bot_id === undefined ? {} : { tags: { bot_id: role.bot_id } }),
  };
}

export function viewMember(state: LocalState, member: StoredMember, withUser = true): Dict {
  return {
    avatar: null,
    banner: null,
    communication_disabled_until: member.communication_disabled_until,
    flags: 0,
    joined_at: member.joined_at,
    nick: member.nick,
    pending: false,
    premium_since: null,
    roles: [...member.roles],
    ...(withUser ? { user: userById(state, member.user_id) } : {}),
    mute: member.mute,
    deaf: member.deaf,
  };
}

export function viewGuild(guild: StoredGuild): Dict {
  return {
    id: guild.id,
    name: guild.name,
    icon: guild.icon,
    description: guild.description,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: guild.owner_id,
    application_id: null,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: guild.system_channel_id,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: [...guild.roles.values()].map(viewRole),
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: guild.preferred_locale,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    hub_type: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: guild.emojis.map((emoji) => ({
      ...emoji,
      roles: [],
      require_colons: true,
      managed: false,
      available: true,
    })),
    stickers: [],
    incidents_data: null,
  };
}

export function viewChannel(state: LocalState, channel: StoredChannel, viewerId?: string): Dict {
  if (channel.guild_id === null) {
    return {
      id: channel.id,
      type: channel.type,
      last_message_id: channel.last_message_id,
      flags: channel.flags,
      ...(channel.last_pin_timestamp === null ? {} : { last_pin_timestamp: channel.last_pin_timestamp }),
      recipients: channel.recipients.filter((id) => id !== viewerId).map((id) => userById(state, id)),
    };
  }
  const base = {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guild_id,
    name: channel.name,
    parent_id: channel.parent_id,
    flags: channel.flags,
    ...(channel.last_pin_timestamp === null ? {} : { last_pin_timestamp: channel.last_pin_timestamp }),
  };
  if (isThread(channel) && channel.thread) return { ...base, ...viewThread(channel, viewerId) };
  return {
    ...base,
    position: channel.position,
    permission_overwrites: channel.overwrites.map((overwrite) => ({ ...overwrite })),
    ...(channel.type === 4
      ? {}
      : {
          nsfw: channel.nsfw,
          topic: channel.topic,
          last_message_id: channel.last_message_id,
          rate_limit_per_user: channel.rate_limit_per_user,
        }),
    ...(channel.default_auto_archive_duration === null
      ? {}
      : { default_auto_archive_duration: channel.default_auto_archive_duration }),
    ...(channel.type === 2 || channel.type === 13
      ? { bitrate: channel.bitrate ?? 64_000, user_limit: channel.user_limit ?? 0, rtc_region: null }
      : {}),
  };
}

function viewThread(channel: StoredChannel, viewerId?: string): Dict {
  const thread = channel.thread;
  if (!thread) return {};
  const joined = viewerId === undefined ? undefined : thread.members.get(viewerId);
  return {
    owner_id: channel.owner_id,
    last_message_id: channel.last_message_id,
    rate_limit_per_user: channel.rate_limit_per_user,
    message_count: thread.message_count,
    total_message_sent: thread.total_message_sent,
    member_count: Math.min(thread.members.size, 50),
    thread_metadata: {
      archived: thread.archived,
      auto_archive_duration: thread.auto_archive_duration,
      archive_timestamp: thread.archive_timestamp,
      locked: thread.locked,
      create_timestamp: thread.create_timestamp,
      ...(channel.type === 12 ? { invitable: thread.invitable } : {}),
    },
    ...(viewerId !== undefined && joined !== undefined
      ? { member: { id: channel.id, user_id: viewerId, join_timestamp: joined, flags: 0 } }
      : {}),
  };
}

function reactionViews(message: StoredMessage, viewerId: string): Dict[] {
  return message.reactions.map((reaction) => ({
    emoji: reaction.emoji,
    count: reaction.users.length,
    count_details: { burst: 0, normal: reaction.users.length },
    burst_colors: [],
    me_burst: false,
    burst_me: false,
    me: reaction.users.includes(viewerId),
    burst_count: 0,
  }));
}

function authorView(state: LocalState, message: StoredMessage): Dict {
  if (!message.webhook || message.application_id !== null) return userById(state, message.author_id);
  return {
    id: message.webhook.id,
    username: message.webhook.name,
    avatar: message.webhook.avatar,
    discriminator: '0000',
    public_flags: 0,
    flags: 0,
    bot: true,
    global_name: null,
    primary_guild: null,
  };
}

/** A message as Discord shows it to the viewer; `depth` stops a reply from carrying its own reply's reply. */
export function viewMessage(state: LocalState, message: StoredMessage, viewerId: string, depth = 0): Dict {
  const inEmbeds = new Set(
    [...JSON.stringify(message.embeds).matchAll(/"attachment:\/\/([^"]+)"/g)].map((match) => match[1]),
  );
  const reference = message.reference;
  const thread = message.thread_id === null ? undefined : state.data.channels.get(message.thread_id);
  const mentionable = (id: string): Dict => {
    const member = message.guild_id ? state.data.guilds.get(message.guild_id)?.members.get(id) : undefined;
    const user = userById(state, id);
    return member ? { ...user, member: viewMember(state, member, false) } : user;
  };
  return {
    type: message.type,
    content: message.content,
    mentions: message.mentions.map(mentionable),
    mention_roles: message.mention_roles,
    attachments: message.attachments
      .filter((attachment) => !inEmbeds.has(attachment.filename))
      .map((attachment) => viewAttachment(state, attachment)),
    embeds: resolveMedia(state, message.embeds, message.attachments),
    timestamp: message.timestamp,
    edited_timestamp: message.edited_timestamp,
    flags: message.flags,
    components: resolveMedia(state, message.components, message.attachments),
    id: message.id,
    channel_id: message.channel_id,
    author: authorView(state, message),
    pinned: message.pinned_at !== null,
    mention_everyone: message.mention_everyone,
    tts: message.tts,
    ...(message.reactions.length === 0 ? {} : { reactions: reactionViews(message, viewerId) }),
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    ...(message.webhook ? { webhook_id: message.webhook.id } : {}),
    ...(message.application_id === null ? {} : { application_id: message.application_id }),
    ...(message.poll ? { poll: message.poll } : {}),
    ...(message.interaction_metadata ? interactionViews(message.interaction_metadata) : {}),
    ...(reference
      ? {
          message_reference: {
            type: reference.type,
            channel_id: reference.channel_id,
            message_id: reference.message_id,
            ...(reference.guild_id === null ? {} : { guild_id: reference.guild_id }),
          },
        }
      : {}),
    ...(message.snapshots.length > 0
      ? { message_snapshots: message.snapshots.map((snapshot) => viewSnapshot(state, snapshot, message)) }
      : {}),
    ...(thread ? { thread: viewChannel(state, thread) } : {}),
    ...(reference?.type === 0 && message.type === 19 && depth === 0
      ? { referenced_message: referencedView(state, reference, viewerId) }
      : {}),
  };
}

function viewSnapshot(state: LocalState, snapshot: Dict, forward: StoredMessage): Dict {
  const files = forward.snapshot_attachments;
  const copy = resolveMedia(state, snapshot.message, files);
  return { message: { ...Object(copy), attachments: files.map((file) => viewAttachment(state, file)) } };
}

function interactionViews(metadata: Dict): Dict {
  const { name, ...rest } = metadata;
  const old =
    metadata.type === 2
      ? { interaction: { id: metadata.id, type: 2, name: name ?? '', user: metadata.user } }
      : {};
  return { interaction_metadata: rest, ...old };
}

function referencedView(
  state: LocalState,
  reference: { channel_id: string; message_id: string },
  viewerId: string,
): Dict | null {
  const found = state.data.messages.get(reference.channel_id)?.get(reference.message_id);
  return found && found.ephemeral_to === null ? viewMessage(state, found, viewerId, 1) : null;
}

export function viewWebhook(
  state: LocalState,
  webhook: StoredWebhook,
  withToken: boolean,
  withUser = true,
): Dict {
  return {
    application_id: webhook.application_id,
    avatar: webhook.avatar,
    channel_id: webhook.channel_id,
    guild_id: webhook.guild_id,
    id: webhook.id,
    name: webhook.name,
    type: webhook.type,
    ...(withUser ? { user: userById(state, webhook.user_id) } : {}),
    ...(withToken
      ? { token: webhook.token, url: `${state.url}/api/webhooks/${webhook.id}/${webhook.token}` }
      : {}),
  };
}

/** GATEWAY_MESSAGE_CONTENT or its limited form. */
const MESSAGE_CONTENT_FLAGS = (1 << 18) | (1 << 19);

/** Empties what an application without the message-content intent may not read, of a message as viewed. */
export function hideContent(state: LocalState, message: StoredMessage, view: Dict): Dict {
  const bot = state.data.botId;
  const readable =
    (state.data.application.flags & MESSAGE_CONTENT_FLAGS) !== 0 ||
    message.guild_id === null ||
    message.author_id === bot ||
    message.mentions.includes(bot);
  if (readable) return view;
  const { poll: _, ...rest } = view;
  return { ...rest, content: '', embeds: [], attachments: [], components: [] };
}
