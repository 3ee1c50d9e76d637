import { addChannel, channelName, newChannel, tellChannel, visibleChannels } from '../channels.ts';
import { refusal } from '../errors.ts';
import type { StoredGuild, StoredOverwrite } from '../model.ts';
import { guildPermissions, Permission, reachGuild } from '../permissions.ts';
import { Answer, param, type Route, type RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import { Check, Fields } from '../validation/check.ts';
import { viewChannel, viewGuild } from '../views.ts';

export const guildRoutes: Route[] = [
  { method: 'GET', path: '/guilds/:guild', auth: 'bot', handle: getGuild },
  { method: 'PATCH', path: '/guilds/:guild', auth: 'bot', handle: editGuild },
  {
    method: 'GET',
    path: '/guilds/:guild/channels',
    auth: 'bot',
    handle: (context) => {
      const { state, userId } = context;
      const guild = reachGuild(state, userId, param(context, 'guild'));
      return visibleChannels(state, guild.id, userId)
        .filter((channel) => !channel.thread)
        .map((channel) => viewChannel(state, channel));
    },
  },
  { method: 'POST', path: '/guilds/:guild/channels', auth: 'bot', handle: createChannel },
  { method: 'PATCH', path: '/guilds/:guild/channels', auth: 'bot', handle: moveChannels },
  { method: 'GET', path: '/guilds/:guild/threads/active', auth: 'bot', handle: activeThreads },
  {
    method: 'GET',
    path: '/guilds/:guild/emojis',
    auth: 'bot',
    handle: (context) => viewGuild(reachGuild(context.state, context.userId, param(context, 'guild'))).emojis,
  },
  { method: 'GET', path: '/guilds/:guild/audit-logs', auth: 'bot', handle: auditLog },
];

function getGuild(context: RouteContext): unknown {
  const { state, userId, query } = context;
  const guild = state.data.guilds.get(param(context, 'guild'));
  // To a stranger this one route says "unknown", the others "missing access".
  if (!guild?.members.has(userId)) throw refusal(10004);
  const count = guild.members.size;
  const counts =
    query.get('with_counts') === 'true'
      ? { approximate_member_count: count, approximate_presence_count: count }
      : {};
  return { ...viewGuild(guild), ...counts };
}

function editGuild(context: RouteContext): unknown {
  const { state, userId, body } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ManageGuild);
  const check = new Check();
  const name = new Fields(check, body ?? {}).string('name', { min: 2, max: 100 });
  check.done();
  if (name !== undefined) guild.name = name;
  state.dispatch({ t: 'GUILD_UPDATE', d: viewGuild(guild), guild_id: guild.id, audience: 'all' });
  return viewGuild(guild);
}

/** Overwrites may only name bits the actor holds; MANAGE_ROLES in them is for administrators. */
export function readOverwrites(
  fields: Fields,
  guild: StoredGuild,
  actorId: string,
): StoredOverwrite[] | undefined {
  const list = fields.each('permission_overwrites');
  if (!list) return undefined;
  if (list.length > 1000) throw refusal(30060);
  const out = list.map((item): StoredOverwrite => {
    const id = item.snowflake('id', { required: true }) ?? '';
    const type = item.choice('type', [0, 1]) ?? (guild.roles.has(id) ? 0 : 1);
    return { id, type, allow: item.bits('allow') ?? '0', deny: item.bits('deny') ?? '0' };
  });
  for (const overwrite of out) requireHeldBits(guild, actorId, overwrite);
  return out;
}

export function requireHeldBits(guild: StoredGuild, actorId: string, overwrite: StoredOverwrite): void {
  const member = guild.members.get(actorId);
  const held = member ? guildPermissions(guild, member) : 0n;
  const named = BigInt(overwrite.allow) | BigInt(overwrite.deny);
  if (held & Permission.Administrator) return;
  if ((named & ~held) !== 0n || named & Permission.ManageRoles) throw refusal(50013);
}

function createChannel(context: RouteContext): Answer {
  const { state, userId, body } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ManageChannels);
  const check = new Check();
  const fields = new Fields(check, body ?? {});
  const type = fields.choice('type', [0, 2, 4, 5, 13, 15, 16]) ?? 0;
  const name = fields.string('name', { required: true, min: 1, max: 100 }) ?? '';
  const topic = fields.string('topic', { max: type === 15 || type === 16 ? 4096 : 1024 }) ?? null;
  const parentId = fields.snowflake('parent_id') ?? null;
  const slowmode = fields.number('rate_limit_per_user', { min: 0, max: 21_600 }) ?? 0;
  const archive = fields.choice('default_auto_archive_duration', [60, 1440, 4320, 10_080]) ?? null;
  const bitrate = fields.number('bitrate', { min: 8000, max: 384_000 }) ?? null;
  const userLimit = fields.number('user_limit', { min: 0, max: 10_000 }) ?? null;
  const position = fields.number('position', { min: 0 });
  const nsfw = fields.boolean('nsfw') ?? false;
  const overwrites = readOverwrites(fields, guild, userId);
  const siblings = channelsOf(state, guild.id);
  if (parentId !== null) checkParent(check, state, guild.id, parentId);
  check.done();
  if (siblings.length >= 500) throw refusal(30013);
  const parent = parentId === null ? undefined : state.data.channels.get(parentId);
  const channel = addChannel(
    state,
    newChannel({
      id: state.id(),
      type,
      guild_id: guild.id,
      name: channelName(type, name),
      topic,
      parent_id: parentId,
      rate_limit_per_user: slowmode,
      default_auto_archive_duration: archive,
      bitrate,
      user_limit: userLimit,
      nsfw,
      position: position ?? siblings.length,
      overwrites: overwrites ?? structuredClone(parent?.overwrites ?? []),
    }),
  );
  state.audit({
    guild_id: guild.id,
    user_id: userId,
    action: 'CHANNEL_CREATE',
    target_id: channel.id,
    reason: context.reason,
  });
  return new Answer(201, viewChannel(state, channel));
}

function channelsOf(state: LocalState, guildId: string) {
  return [...state.data.channels.values()].filter(
    (channel) => channel.guild_id === guildId && !channel.thread,
  );
}

export function checkParent(check: Check, state: LocalState, guildId: string, parentId: string): void {
  const parent = state.data.channels.get(parentId);
  if (parent?.type !== 4 || parent.guild_id !== guildId) {
    check.at('parent_id').fail('CHANNEL_PARENT_INVALID', 'Category does not exist');
  } else if (channelsOf(state, guildId).filter((channel) => channel.parent_id === parentId).length >= 50) {
    check
      .at('parent_id')
      .fail('CHANNEL_PARENT_MAX_CHANNELS', 'Maximum number of channels in category reached (50)');
  }
}

function moveChannels(context: RouteContext): void {
  const { state, userId, body } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ManageChannels);
  const check = new Check();
  const moves = (Array.isArray(body) ? body : []).map((item, index) => {
    const fields = new Fields(check.at(index), item);
    return {
      id: fields.snowflake('id', { required: true }) ?? '',
      position: fields.number('position', { min: 0 }),
      parent: fields.value.parent_id === null ? null : fields.snowflake('parent_id'),
    };
  });
  check.done();
  for (const { id, position, parent } of moves) {
    const channel = state.data.channels.get(id);
    if (channel?.guild_id !== guild.id) throw refusal(10003);
    if (position !== undefined) channel.position = position;
    if (parent !== undefined) channel.parent_id = parent;
    tellChannel(state, 'UPDATE', channel);
  }
}

function activeThreads(context: RouteContext): unknown {
  const { state, userId } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'));
  const threads = visibleChannels(state, guild.id, userId).filter(
    (channel) => channel.thread && !channel.thread.archived,
  );
  return {
    threads: threads.map((thread) => viewChannel(state, thread)),
    members: threads
      .filter((thread) => thread.thread?.members.has(userId))
      .map((thread) => ({
        id: thread.id,
        user_id: userId,
        join_timestamp: thread.thread?.members.get(userId),
        flags: 0,
      })),
    has_more: false,
  };
}

function auditLog(context: RouteContext): unknown {
  const { state, userId } = context;
  const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ViewAuditLog);
  const entries = state.data.audit
    .filter((entry) => entry.guild_id === guild.id)
    .slice(-50)
    .reverse();
  return {
    audit_log_entries: entries.map((entry) => ({
      id: entry.id,
      user_id: entry.user_id,
      target_id: entry.target_id,
      action_type: ACTIONS[entry.action] ?? 0,
      ...(entry.reason === null ? {} : { reason: entry.reason }),
    })),
    users: [],
    webhooks: [],
    integrations: [],
    threads: [],
    application_commands: [],
    auto_moderation_rules: [],
    guild_scheduled_events: [],
  };
}

/** @see https://docs.discord.com/developers/resources/audit-log */
const ACTIONS: Record<string, number> = {
  CHANNEL_CREATE: 10,
  CHANNEL_UPDATE: 11,
  CHANNEL_DELETE: 12,
  CHANNEL_OVERWRITE_UPDATE: 14,
  CHANNEL_OVERWRITE_DELETE: 15,
  MEMBER_KICK: 20,
  MEMBER_BAN_ADD: 22,
  MEMBER_UPDATE: 24,
  MEMBER_ROLE_UPDATE: 25,
  ROLE_CREATE: 30,
  ROLE_UPDATE: 31,
  ROLE_DELETE: 32,
  WEBHOOK_CREATE: 50,
  WEBHOOK_UPDATE: 51,
  WEBHOOK_DELETE: 52,
  MESSAGE_DELETE: 72,
  MESSAGE_BULK_DELETE: 73,
  MESSAGE_PIN: 74,
  MESSAGE_UNPIN: 75,
  THREAD_CREATE: 110,
  THREAD_UPDATE: 111,
  THREAD_DELETE: 112,
};
