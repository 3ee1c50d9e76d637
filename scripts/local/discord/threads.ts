import { addChannel, newChannel, tellChannel } from './channels.ts';
import { emptyDraft } from './draft.ts';
import { refusal } from './errors.ts';
import { createMessage, tellMessage } from './messages.ts';
import type { StoredChannel, StoredMessage } from './model.ts';
import { can, Permission } from './permissions.ts';
import type { Pings } from './pings.ts';
import { snowflakeTime } from './snowflake.ts';
import type { LocalState } from './state.ts';
import { Check, Fields } from './validation/check.ts';
import { MessageFlag } from './validation/message.ts';

export interface ThreadOptions {
  name: string;
  duration: number;
  type: 10 | 11 | 12;
  invitable: boolean;
  slowmode: number;
}

/** Reads a thread's body; the type defaults to a private thread, as Discord's does. */
export function readThread(body: unknown, fromMessage: boolean): ThreadOptions {
  const check = new Check();
  const fields = new Fields(check, body ?? {});
  const options = {
    name: fields.string('name', { required: true, min: 1, max: 100 }) ?? '',
    duration: fields.choice('auto_archive_duration', [60, 1440, 4320, 10_080]) ?? 4320,
    type: (fromMessage ? undefined : fields.choice('type', [10, 11, 12])) ?? 12,
    invitable: fields.boolean('invitable') ?? true,
    slowmode: fields.number('rate_limit_per_user', { min: 0, max: 21_600 }) ?? 0,
  } as const;
  check.done();
  return options;
}

/** Opens a thread in a channel, on a message when one is given: then it takes that id (160004 when taken) and `id` names its first message. */
export function openThread(
  state: LocalState,
  parent: StoredChannel,
  ownerId: string,
  options: ThreadOptions,
  message?: StoredMessage,
  id?: string,
): StoredChannel {
  if (parent.type !== 0 && parent.type !== 5) throw refusal(50024);
  const isPrivate = message === undefined && options.type === 12;
  if (isPrivate && parent.type !== 0) throw refusal(50024);
  const bit = isPrivate ? Permission.CreatePrivateThreads : Permission.CreatePublicThreads;
  if (!can(state, ownerId, parent, bit)) throw refusal(50013);
  if (message && (message.thread_id !== null || state.data.channels.has(message.id))) throw refusal(160004);
  if (message && message.type !== 0 && message.type !== 19 && message.type !== 20 && message.type !== 23)
    throw refusal(50068);
  const at = state.iso();
  const thread = addChannel(
    state,
    newChannel({
      id: message?.id ?? id ?? state.id(),
      type: isPrivate ? 12 : parent.type === 5 ? 10 : 11,
      guild_id: parent.guild_id,
      name: options.name,
      parent_id: parent.id,
      owner_id: ownerId,
      rate_limit_per_user: options.slowmode,
      thread: {
        archived: false,
        locked: false,
        auto_archive_duration: options.duration,
        archive_timestamp: at,
        create_timestamp: at,
        invitable: options.invitable,
        message_count: 0,
        total_message_sent: 0,
        members: new Map([[ownerId, at]]),
      },
    }),
  );
  if (message) announceOnMessage(state, thread, message, ownerId, id);
  else if (!isPrivate) announceInChannel(state, parent, thread, ownerId);
  return thread;
}

function announceOnMessage(
  state: LocalState,
  thread: StoredChannel,
  message: StoredMessage,
  ownerId: string,
  starterId?: string,
): void {
  message.thread_id = thread.id;
  message.flags |= MessageFlag.hasThread;
  const starter = createMessage(state, {
    channel: thread,
    authorId: ownerId,
    draft: emptyDraft(),
    type: 21,
    id: starterId,
  });
  starter.reference = {
    type: 0,
    message_id: message.id,
    channel_id: message.channel_id,
    guild_id: message.guild_id,
  };
  if (thread.thread) Object.assign(thread.thread, { message_count: 0, total_message_sent: 0 });
  tellMessage(state, 'UPDATE', message);
}

function announceInChannel(
  state: LocalState,
  parent: StoredChannel,
  thread: StoredChannel,
  ownerId: string,
): void {
  const note = createMessage(state, {
    channel: parent,
    authorId: ownerId,
    draft: emptyDraft(thread.name ?? ''),
    type: 18,
  });
  note.reference = { type: 0, message_id: thread.id, channel_id: thread.id, guild_id: thread.guild_id };
}

export function joinThread(state: LocalState, thread: StoredChannel, userId: string): void {
  const members = thread.thread?.members;
  if (!members) throw refusal(50024);
  if (thread.thread?.archived) throw refusal(50083);
  if (members.has(userId)) return;
  if (members.size >= 1000) throw refusal(30033);
  members.set(userId, state.iso());
  tellMembers(state, thread, [userId], []);
}

/** Members of a role that a mention brings into a thread. */
const MOST_BROUGHT = 100;

/** Who is mentioned in a thread is in it from then on, as are the members of a role, if they may see its channel. */
export function bringMentioned(state: LocalState, thread: StoredChannel, pings: Pings): void {
  const guild = thread.guild_id === null ? undefined : state.data.guilds.get(thread.guild_id);
  const parent = state.data.channels.get(thread.parent_id ?? '');
  const inThread = thread.thread?.members;
  if (!guild || !parent || !inThread) return;
  const ofRole = (roleId: string) =>
    [...guild.members.values()].filter(({ roles }) => roles.includes(roleId)).slice(0, MOST_BROUGHT);
  const brought = [...pings.mentions, ...pings.mention_roles.flatMap(ofRole).map(({ user_id }) => user_id)];
  for (const userId of new Set(brought)) {
    if (inThread.has(userId) || inThread.size >= 1000) continue;
    if (can(state, userId, parent, Permission.ViewChannel)) joinThread(state, thread, userId);
  }
}

export function leaveThread(state: LocalState, thread: StoredChannel, userId: string): void {
  if (!thread.thread?.members.delete(userId)) throw refusal(10007);
  tellMembers(state, thread, [], [userId]);
}

function tellMembers(state: LocalState, thread: StoredChannel, added: string[], removed: string[]): void {
  state.dispatch({
    t: 'THREAD_MEMBERS_UPDATE',
    d: {
      id: thread.id,
      guild_id: thread.guild_id,
      member_count: thread.thread?.members.size ?? 0,
      added_members: added.map((id) => ({
        id: thread.id,
        user_id: id,
        join_timestamp: thread.thread?.members.get(id),
        flags: 0,
      })),
      removed_member_ids: removed,
    },
    guild_id: thread.guild_id,
    channel_id: thread.id,
    audience: 'gateway',
  });
  tellChannel(state, 'UPDATE', thread);
}

/** Archives every thread whose last activity is older than its duration, by the local clock. */
export function archiveIdleThreads(state: LocalState): void {
  for (const channel of state.data.channels.values()) {
    const thread = channel.thread;
    if (!thread || thread.archived) continue;
    const active = Math.max(
      Date.parse(thread.archive_timestamp),
      channel.last_message_id === null ? 0 : snowflakeTime(channel.last_message_id),
    );
    if (state.now() - active < thread.auto_archive_duration * 60_000) continue;
    thread.archived = true;
    thread.archive_timestamp = state.iso();
    tellChannel(state, 'UPDATE', channel);
  }
}
