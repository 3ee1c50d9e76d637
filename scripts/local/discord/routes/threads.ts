import { refusal } from '../errors.ts';
import { findMessage } from '../messages.ts';
import type { StoredChannel } from '../model.ts';
import { can, channelPermissions, Permission, reachChannel } from '../permissions.ts';
import { Answer, param, type Route, type RouteContext } from '../router.ts';
import { joinThread, leaveThread, openThread, readThread } from '../threads.ts';
import { viewChannel, viewMember } from '../views.ts';

export const threadRoutes: Route[] = [
  { method: 'POST', path: '/channels/:channel/messages/:message/threads', auth: 'bot', handle: fromMessage },
  { method: 'POST', path: '/channels/:channel/threads', auth: 'bot', handle: withoutMessage },
  { method: 'GET', path: '/channels/:channel/thread-members', auth: 'bot', handle: listMembers },
  { method: 'GET', path: '/channels/:channel/thread-members/:user', auth: 'bot', handle: getMember },
  { method: 'PUT', path: '/channels/:channel/thread-members/:user', auth: 'bot', handle: addMember },
  { method: 'DELETE', path: '/channels/:channel/thread-members/:user', auth: 'bot', handle: dropMember },
  {
    method: 'GET',
    path: '/channels/:channel/threads/archived/public',
    auth: 'bot',
    handle: (context) => archived(context, [10, 11]),
  },
  {
    method: 'GET',
    path: '/channels/:channel/threads/archived/private',
    auth: 'bot',
    handle: (context) => archived(context, [12]),
  },
  {
    method: 'GET',
    path: '/channels/:channel/users/@me/threads/archived/private',
    auth: 'bot',
    handle: (context) => archived(context, [12], true),
  },
];

function fromMessage(context: RouteContext): Answer {
  const { state, userId, body } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  const message = findMessage(state, channel.id, param(context, 'message'));
  return finish(context, openThread(state, channel, userId, readThread(body, true), message));
}

function withoutMessage(context: RouteContext): Answer {
  const { state, userId, body } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  return finish(context, openThread(state, channel, userId, readThread(body, false)));
}

function finish({ state, userId, reason }: RouteContext, thread: StoredChannel): Answer {
  state.audit({
    guild_id: thread.guild_id,
    user_id: userId,
    action: 'THREAD_CREATE',
    target_id: thread.id,
    reason,
  });
  return new Answer(201, viewChannel(state, thread, userId));
}

function reachThread(context: RouteContext): StoredChannel {
  const channel = reachChannel(context.state, context.userId, param(context, 'channel'));
  if (!channel.thread) throw refusal(50024);
  return channel;
}

function target(context: RouteContext): string {
  const user = param(context, 'user');
  return user === '@me' ? context.userId : user;
}

function memberView(context: RouteContext, thread: StoredChannel, userId: string): unknown {
  const { state } = context;
  const member = state.data.guilds.get(thread.guild_id ?? '')?.members.get(userId);
  return {
    id: thread.id,
    user_id: userId,
    join_timestamp: thread.thread?.members.get(userId),
    flags: 0,
    ...(context.query.get('with_member') === 'true' && member ? { member: viewMember(state, member) } : {}),
  };
}

function listMembers(context: RouteContext): unknown {
  const thread = reachThread(context);
  if ((context.state.data.application.flags & ((1 << 14) | (1 << 15))) === 0) throw refusal(50001);
  return [...(thread.thread?.members.keys() ?? [])].map((id) => memberView(context, thread, id));
}

function getMember(context: RouteContext): unknown {
  const thread = reachThread(context);
  const userId = target(context);
  if (!thread.thread?.members.has(userId)) throw refusal(10007);
  return memberView(context, thread, userId);
}

function addMember(context: RouteContext): void {
  const { state, userId } = context;
  const thread = reachThread(context);
  const other = target(context);
  if (other !== userId && !can(state, userId, thread, Permission.SendMessagesInThreads)) throw refusal(50013);
  const member = state.data.guilds.get(thread.guild_id ?? '')?.members.get(other);
  if (!member) throw refusal(state.data.users.has(other) ? 10007 : 10013);
  // Whom the parent channel is hidden from cannot be pulled into its thread.
  const parent = state.data.channels.get(thread.parent_id ?? '');
  if (!parent || !(channelPermissions(state, other, parent) & Permission.ViewChannel)) throw refusal(50001);
  joinThread(state, thread, other);
}

function dropMember(context: RouteContext): void {
  const { state, userId } = context;
  const thread = reachThread(context);
  const other = target(context);
  const mayRemove =
    other === userId ||
    can(state, userId, thread, Permission.ManageThreads) ||
    (thread.type === 12 && thread.owner_id === userId);
  if (!mayRemove) throw refusal(50013);
  if (thread.thread?.archived) throw refusal(50083);
  leaveThread(state, thread, other);
}

function archived(context: RouteContext, types: number[], joinedOnly = false): unknown {
  const { state, userId, query } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'), Permission.ReadMessageHistory);
  if (types.includes(12) && !joinedOnly && !can(state, userId, channel, Permission.ManageThreads))
    throw refusal(50013);
  const before = query.get('before');
  const limit = Math.min(100, Number(query.get('limit') ?? 50));
  const found = [...state.data.channels.values()]
    .filter(
      (thread) => thread.parent_id === channel.id && thread.thread?.archived && types.includes(thread.type),
    )
    .filter((thread) => !joinedOnly || thread.thread?.members.has(userId))
    .filter(
      (thread) => before === null || Date.parse(thread.thread?.archive_timestamp ?? '') < Date.parse(before),
    )
    .sort((a, b) => ((a.thread?.archive_timestamp ?? '') < (b.thread?.archive_timestamp ?? '') ? 1 : -1));
  const page = found.slice(0, limit);
  return {
    threads: page.map((thread) => viewChannel(state, thread, userId)),
    members: page
      .filter((thread) => thread.thread?.members.has(userId))
      .map((thread) => memberView(context, thread, userId)),
    has_more: found.length > limit,
  };
}
