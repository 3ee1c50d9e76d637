import { channelName, dropChannel, tellChannel } from '../channels.ts';
import { refusal } from '../errors.ts';
import type { StoredChannel, StoredGuild } from '../model.ts';
import { can, isThread, Permission, reachChannel } from '../permissions.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import { Check, Fields } from '../validation/check.ts';
import { viewChannel } from '../views.ts';
import { checkParent, readOverwrites, requireHeldBits } from './guilds.ts';

export const channelRoutes: Route[] = [
  {
    method: 'GET',
    path: '/channels/:channel',
    auth: 'bot',
    handle: (context) =>
      viewChannel(
        context.state,
        reachChannel(context.state, context.userId, param(context, 'channel')),
        context.userId,
      ),
  },
  { method: 'PATCH', path: '/channels/:channel', auth: 'bot', handle: editChannel },
  { method: 'DELETE', path: '/channels/:channel', auth: 'bot', handle: removeChannel },
  { method: 'PUT', path: '/channels/:channel/permissions/:overwrite', auth: 'bot', handle: putOverwrite },
  { method: 'DELETE', path: '/channels/:channel/permissions/:overwrite', auth: 'bot', handle: dropOverwrite },
  {
    method: 'POST',
    path: '/channels/:channel/typing',
    auth: 'bot',
    handle: (context) => {
      const { state, userId } = context;
      tellTyping(state, userId, reachChannel(state, userId, param(context, 'channel')));
    },
  },
];

export function tellTyping(state: LocalState, userId: string, channel: StoredChannel): void {
  state.dispatch({
    t: 'TYPING_START',
    d: {
      channel_id: channel.id,
      user_id: userId,
      timestamp: Math.floor(state.now() / 1000),
      ...(channel.guild_id === null ? {} : { guild_id: channel.guild_id }),
    },
    guild_id: channel.guild_id,
    channel_id: channel.id,
    ...(channel.guild_id === null ? { user_ids: channel.recipients } : {}),
    audience: 'all',
  });
}

export function guildOf(state: LocalState, channel: StoredChannel): StoredGuild {
  const guild = state.data.guilds.get(channel.guild_id ?? '');
  if (!guild) throw refusal(50003);
  return guild;
}

function editChannel(context: RouteContext): unknown {
  const { state, userId, body } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  const guild = guildOf(state, channel);
  const check = new Check();
  const fields = new Fields(check, body ?? {});
  if (isThread(channel)) editThread(state, userId, channel, fields);
  else editPlain(state, userId, channel, guild, fields);
  state.audit({
    guild_id: guild.id,
    user_id: userId,
    action: isThread(channel) ? 'THREAD_UPDATE' : 'CHANNEL_UPDATE',
    target_id: channel.id,
    reason: context.reason,
  });
  tellChannel(state, 'UPDATE', channel);
  return viewChannel(state, channel, userId);
}

function editPlain(
  state: LocalState,
  userId: string,
  channel: StoredChannel,
  guild: StoredGuild,
  fields: Fields,
): void {
  if (!can(state, userId, channel, Permission.ManageChannels)) throw refusal(50013);
  const { value, check } = fields;
  const name = fields.string('name', { min: 1, max: 100 });
  const topic = fields.string('topic', { max: 1024 });
  const slowmode = fields.number('rate_limit_per_user', { min: 0, max: 21_600 });
  const position = fields.number('position', { min: 0 });
  const nsfw = fields.boolean('nsfw');
  const parent = fields.snowflake('parent_id');
  const archive = fields.choice('default_auto_archive_duration', [60, 1440, 4320, 10_080]);
  if (parent !== undefined && parent !== channel.parent_id) checkParent(check, state, guild.id, parent);
  const overwrites = readOverwrites(fields, guild, userId);
  check.done();
  if (name !== undefined) channel.name = channelName(channel.type, name);
  if (topic !== undefined || value.topic === null) channel.topic = topic ?? null;
  if (slowmode !== undefined) channel.rate_limit_per_user = slowmode;
  if (position !== undefined) channel.position = position;
  if (nsfw !== undefined) channel.nsfw = nsfw;
  if (parent !== undefined || value.parent_id === null) channel.parent_id = parent ?? null;
  if (archive !== undefined) channel.default_auto_archive_duration = archive;
  if (overwrites) channel.overwrites = overwrites;
}

function editThread(state: LocalState, userId: string, channel: StoredChannel, fields: Fields): void {
  const thread = channel.thread;
  if (!thread) throw refusal(50024);
  const manages = can(state, userId, channel, Permission.ManageThreads);
  const owns = channel.owner_id === userId;
  const name = fields.string('name', { min: 1, max: 100 });
  const archived = fields.boolean('archived');
  const locked = fields.boolean('locked');
  const duration = fields.choice('auto_archive_duration', [60, 1440, 4320, 10_080]);
  const slowmode = fields.number('rate_limit_per_user', { min: 0, max: 21_600 });
  const invitable = fields.boolean('invitable');
  fields.check.done();
  const onlyUnarchives = archived === false && Object.keys(fields.value).every((key) => key === 'archived');
  // Anyone who may write can wake an unlocked thread; everything else is for its owner or a moderator.
  const mayWake =
    onlyUnarchives && !thread.locked && can(state, userId, channel, Permission.SendMessagesInThreads);
  if (!manages && !owns && !mayWake) throw refusal(50013);
  if (!manages && (locked !== undefined || slowmode !== undefined || thread.locked)) throw refusal(50013);
  if (thread.archived && archived !== false) throw refusal(50083);
  if (name !== undefined) channel.name = channelName(channel.type, name);
  if (locked !== undefined) thread.locked = locked;
  if (duration !== undefined) thread.auto_archive_duration = duration;
  if (slowmode !== undefined) channel.rate_limit_per_user = slowmode;
  if (invitable !== undefined) thread.invitable = invitable;
  if (archived !== undefined && archived !== thread.archived) {
    thread.archived = archived;
    thread.archive_timestamp = state.iso();
  }
}

function removeChannel(context: RouteContext): unknown {
  const { state, userId } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  if (channel.guild_id === null) return viewChannel(state, channel, userId);
  const bit = isThread(channel) ? Permission.ManageThreads : Permission.ManageChannels;
  if (!can(state, userId, channel, bit)) throw refusal(50013);
  const view = viewChannel(state, channel);
  dropChannel(state, channel);
  state.audit({
    guild_id: channel.guild_id,
    user_id: userId,
    action: isThread(channel) ? 'THREAD_DELETE' : 'CHANNEL_DELETE',
    target_id: channel.id,
    reason: context.reason,
  });
  return view;
}

function putOverwrite(context: RouteContext): void {
  const { state, userId, body } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'), Permission.ManageRoles);
  const guild = guildOf(state, channel);
  if (isThread(channel)) throw refusal(50024);
  const id = param(context, 'overwrite');
  const check = new Check();
  const fields = new Fields(check, body ?? {});
  const type = fields.choice('type', [0, 1], { required: true }) ?? 0;
  const overwrite = { id, type, allow: fields.bits('allow') ?? '0', deny: fields.bits('deny') ?? '0' };
  check.done();
  if (type === 0 && !guild.roles.has(id)) throw refusal(10009);
  requireHeldBits(guild, userId, overwrite);
  const others = channel.overwrites.filter((item) => item.id !== id);
  if (others.length >= 1000) throw refusal(30060);
  channel.overwrites = [...others, overwrite];
  finishOverwrite(context, channel, 'CHANNEL_OVERWRITE_UPDATE');
}

function dropOverwrite(context: RouteContext): void {
  const { state, userId } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'), Permission.ManageRoles);
  guildOf(state, channel);
  const id = param(context, 'overwrite');
  if (!channel.overwrites.some((overwrite) => overwrite.id === id)) throw refusal(10009);
  channel.overwrites = channel.overwrites.filter((overwrite) => overwrite.id !== id);
  finishOverwrite(context, channel, 'CHANNEL_OVERWRITE_DELETE');
}

function finishOverwrite(
  { state, userId, reason }: RouteContext,
  channel: StoredChannel,
  action: string,
): void {
  state.audit({ guild_id: channel.guild_id, user_id: userId, action, target_id: channel.id, reason });
  tellChannel(state, 'UPDATE', channel);
}
