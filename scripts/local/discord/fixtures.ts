import { addChannel, channelName, newChannel } from './channels.ts';
import { emptyDraft } from './draft.ts';
import { refusal } from './errors.ts';
import { newUser } from './fresh-state.ts';
import type { UploadedFile } from './http.ts';
import { createMessage } from './messages.ts';
import type {
  StoredChannel,
  StoredGuild,
  StoredMember,
  StoredMessage,
  StoredOverwrite,
  StoredRole,
  StoredUser,
} from './model.ts';
import { Permission } from './permissions.ts';
import { tellMember } from './routes/members.ts';
import { tellRole } from './routes/roles.ts';
import type { LocalState } from './state.ts';
import { openThread } from './threads.ts';
import type { Dict } from './validation/check.ts';

/** What @everyone may do in a fresh guild: Discord's own defaults, threads and commands among them. */
export const EVERYONE_PERMISSIONS = (
  Permission.ViewChannel |
  Permission.SendMessages |
  Permission.SendMessagesInThreads |
  Permission.CreatePublicThreads |
  Permission.CreatePrivateThreads |
  Permission.EmbedLinks |
  Permission.AttachFiles |
  Permission.AddReactions |
  Permission.UseExternalEmojis |
  Permission.ReadMessageHistory |
  Permission.UseApplicationCommands |
  Permission.ChangeNickname |
  Permission.CreateInstantInvite |
  Permission.Connect |
  Permission.Speak
).toString();

export interface UserFixture {
  id?: string;
  username: string;
  global_name?: string | null;
  bot?: boolean;
  locale?: string;
}

export function putUser(state: LocalState, fixture: UserFixture): StoredUser {
  const user = newUser({ ...fixture, id: fixture.id ?? state.id() });
  state.data.users.set(user.id, user);
  state.touch();
  return user;
}

export interface GuildFixture {
  id?: string;
  name: string;
  owner_id: string;
  /** Puts the bot in, with a managed role of these permissions; null leaves it out. Default: Administrator. */
  bot_permissions?: string | null;
  everyone_permissions?: string;
}

/** A guild with its @everyone role, its owner, and (unless told otherwise) the bot. */
export function putGuild(state: LocalState, fixture: GuildFixture): StoredGuild {
  const id = fixture.id ?? state.id();
  const guild: StoredGuild = {
    id,
    name: fixture.name,
    icon: null,
    description: null,
    owner_id: fixture.owner_id,
    preferred_locale: 'en-US',
    system_channel_id: null,
    roles: new Map(),
    members: new Map(),
    emojis: [],
  };
  state.data.guilds.set(id, guild);
  const permissions = fixture.everyone_permissions ?? EVERYONE_PERMISSIONS;
  putRole(state, guild, { id, name: '@everyone', permissions, position: 0 });
  putMember(state, guild, { user_id: fixture.owner_id });
  const botPermissions =
    fixture.bot_permissions === undefined ? Permission.Administrator.toString() : fixture.bot_permissions;
  if (botPermissions !== null) installBot(state, guild, botPermissions);
  return guild;
}

/** Puts the bot into a guild with its managed role, as the install flow does. */
export function installBot(
  state: LocalState,
  guild: StoredGuild,
  permissions: string,
  roleId?: string,
): void {
  const bot = state.data.botId;
  let role = [...guild.roles.values()].find((item) => item.bot_id === bot);
  if (role) role.permissions = permissions;
  else {
    role = putRole(state, guild, {
      id: roleId,
      name: state.data.application.name,
      permissions,
      managed: true,
      bot_id: bot,
    });
  }
  if (guild.members.has(bot)) return;
  putMember(state, guild, { user_id: bot, roles: [role.id] });
}

export type RoleFixture = Partial<StoredRole> & { name: string };

export function putRole(state: LocalState, guild: StoredGuild, fixture: RoleFixture): StoredRole {
  const role: StoredRole = {
    color: 0,
    hoist: false,
    managed: false,
    mentionable: false,
    position: guild.roles.size,
    permissions: '0',
    unicode_emoji: null,
    ...fixture,
    id: fixture.id ?? state.id(),
  };
  const isNew = !guild.roles.has(role.id);
  guild.roles.set(role.id, role);
  tellRole(state, isNew ? 'CREATE' : 'UPDATE', guild, role);
  return role;
}

export type MemberFixture = Partial<StoredMember> & { user_id: string };

export function putMember(state: LocalState, guild: StoredGuild, fixture: MemberFixture): StoredMember {
  if (!state.data.users.has(fixture.user_id)) throw refusal(10013);
  const before = guild.members.get(fixture.user_id);
  const member: StoredMember = {
    nick: null,
    roles: [],
    joined_at: state.iso(),
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    ...before,
    ...fixture,
  };
  guild.members.set(member.user_id, member);
  tellMember(state, before ? 'UPDATE' : 'ADD', guild, member);
  return member;
}

export function dropMember(state: LocalState, guild: StoredGuild, userId: string): void {
  const member = guild.members.get(userId);
  if (!member) throw refusal(10007);
  guild.members.delete(userId);
  tellMember(state, 'REMOVE', guild, member);
}

export interface ChannelFixture {
  id?: string;
  guild_id: string;
  name: string;
  type?: number;
  topic?: string | null;
  parent_id?: string | null;
  permission_overwrites?: StoredOverwrite[];
  rate_limit_per_user?: number;
}

export function putChannel(state: LocalState, fixture: ChannelFixture): StoredChannel {
  const { permission_overwrites: overwrites = [], type = 0, ...rest } = fixture;
  const siblings = [...state.data.channels.values()].filter((item) => item.guild_id === fixture.guild_id);
  return addChannel(
    state,
    newChannel({
      ...rest,
      id: fixture.id ?? state.id(),
      type,
      name: channelName(type, fixture.name),
      overwrites,
      position: siblings.length,
    }),
  );
}

export interface MessageFixture {
  id?: string;
  channel_id: string;
  author_id: string;
  content?: string;
  embeds?: Dict[];
  components?: Dict[];
  reply_to?: string;
  type?: number;
  files?: UploadedFile[];
  webhook?: StoredMessage['webhook'];
  timestamp?: string;
}

/** A message by anybody, without asking for permissions. */
export function putMessage(state: LocalState, fixture: MessageFixture): StoredMessage {
  const channel = state.data.channels.get(fixture.channel_id);
  if (!channel) throw refusal(10003);
  const draft = emptyDraft(fixture.content ?? '');
  draft.embeds = fixture.embeds;
  draft.components = fixture.components;
  draft.allowedMentions.replied_user = true;
  draft.attachments = fixture.files?.map((file) => ({
    file,
    keep: null,
    filename: null,
    title: null,
    description: null,
    spoiler: false,
  }));
  if (fixture.reply_to !== undefined) {
    draft.reference = {
      type: 0,
      message_id: fixture.reply_to,
      channel_id: channel.id,
      failIfMissing: false,
    };
  }
  const message = createMessage(state, {
    channel,
    authorId: fixture.author_id,
    draft,
    id: fixture.id,
    type: fixture.type,
    webhook: fixture.webhook,
  });
  if (fixture.timestamp !== undefined) message.timestamp = fixture.timestamp;
  return message;
}

export interface ThreadFixture {
  id?: string;
  channel_id: string;
  owner_id: string;
  name: string;
  message_id?: string;
  type?: 11 | 12;
}

export function putThread(state: LocalState, fixture: ThreadFixture): StoredChannel {
  const parent = state.data.channels.get(fixture.channel_id);
  if (!parent) throw refusal(10003);
  const message =
    fixture.message_id === undefined
      ? undefined
      : state.data.messages.get(parent.id)?.get(fixture.message_id);
  if (fixture.message_id !== undefined && !message) throw refusal(10008);
  const options = {
    name: fixture.name,
    duration: 4320,
    type: fixture.type ?? 11,
    invitable: true,
    slowmode: 0,
  } as const;
  return openThread(state, parent, fixture.owner_id, options, message, fixture.id);
}
