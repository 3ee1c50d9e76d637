import { storeAttachments } from './attachments.ts';
import { guildsInCommon, tellChannel } from './channels.ts';
import { refusal } from './errors.ts';
import type { StoredChannel, StoredMessage } from './model.ts';
import { can, isTextual, isThread, Permission } from './permissions.ts';
import { findPings } from './pings.ts';
import { compareSnowflakes, snowflakeAt, snowflakeTime } from './snowflake.ts';
import type { LocalEvent, LocalState } from './state.ts';
import { bringMentioned } from './threads.ts';
import { type Dict, fieldError } from './validation/check.ts';
import { type MessageDraft, MessageFlag } from './validation/message.ts';
import { viewMember, viewMessage } from './views.ts';

/** How long a nonce guards against a second message. */
const NONCE_MS = 5 * 60_000;

export interface NewMessage {
  channel: StoredChannel;
  authorId: string;
  draft: MessageDraft;
  id?: string;
  type?: number;
  flags?: number;
  webhook?: StoredMessage['webhook'];
  applicationId?: string | null;
  metadata?: Dict | null;
  ephemeralTo?: string | null;
}

/** Refuses what the author may not send here: permissions, closed DMs, locked threads. */
export function requireSend(
  state: LocalState,
  authorId: string,
  channel: StoredChannel,
  draft: MessageDraft,
): void {
  if (!isTextual(channel)) throw refusal(50008);
  if (channel.guild_id === null) {
    const other = channel.recipients.find((id) => id !== authorId) ?? authorId;
    if (!guildsInCommon(state, authorId, other)) throw refusal(50278);
    if (state.data.users.get(other)?.dms_closed) throw refusal(50007);
    return;
  }
  const need = (bit: bigint) => {
    if (!can(state, authorId, channel, bit)) throw refusal(50013);
  };
  need(isThread(channel) ? Permission.SendMessagesInThreads : Permission.SendMessages);
  if (draft.attachments && draft.attachments.length > 0) need(Permission.AttachFiles);
  if (draft.embeds && draft.embeds.length > 0) need(Permission.EmbedLinks);
  if (draft.tts) need(Permission.SendTTSMessages);
  if (draft.reference?.type === 0 && !can(state, authorId, channel, Permission.ReadMessageHistory))
    throw refusal(160002);
  requireUnlocked(state, authorId, channel);
}

/** A locked thread takes nothing from those who can't manage threads. */
export function requireUnlocked(state: LocalState, userId: string, channel: StoredChannel): void {
  if (channel.thread?.locked && !can(state, userId, channel, Permission.ManageThreads)) throw refusal(160005);
}

/** Stores a message and tells it. With enforce_nonce, a repetition within five minutes answers the first one. */
export function createMessage(state: LocalState, input: NewMessage): StoredMessage {
  const { channel, draft, authorId } = input;
  const messages = state.messagesOf(channel.id);
  if (draft.enforceNonce && draft.nonce !== null) {
    for (const earlier of messages.values()) {
      const same = earlier.nonce === draft.nonce && earlier.author_id === authorId;
      if (same && state.now() - snowflakeTime(earlier.id) < NONCE_MS) return earlier;
    }
  }
  const reference = findReference(state, input);
  const content = (draft.content ?? '').trim();
  const ephemeral = input.ephemeralTo !== undefined && input.ephemeralTo !== null;
  const pings = findPings(state, channel, authorId, content, draft.components ?? [], draft.allowedMentions);
  const replied = reference?.type === 0 ? referenced(state, reference) : undefined;
  if (replied && draft.allowedMentions.replied_user && !pings.mentions.includes(replied.author_id))
    pings.mentions.push(replied.author_id);
  const id = input.id ?? state.id();
  const message: StoredMessage = {
    id,
    channel_id: channel.id,
    guild_id: channel.guild_id,
    type: input.type ?? (reference?.type === 0 ? 19 : 0),
    author_id: authorId,
    content,
    timestamp: new Date(input.id ? snowflakeTime(input.id) : state.now())
      .toISOString()
      .replace('Z', '000+00:00'),
    edited_timestamp: null,
    tts: draft.tts,
    flags: (draft.flags ?? 0) | (input.flags ?? 0) | (reference?.type === 1 ? MessageFlag.hasSnapshot : 0),
    pinned_at: null,
    embeds: draft.embeds ?? [],
    components: draft.components ?? [],
    attachments: storeAttachments(state, channel.id, draft.attachments ?? [], [], ephemeral),
    ...pings,
    reactions: [],
    reference,
    ...(reference?.type === 1 ? snapshotsOf(state, reference) : { snapshots: [], snapshot_attachments: [] }),
    nonce: draft.nonce,
    webhook: input.webhook ?? null,
    application_id: input.applicationId ?? null,
    interaction_metadata: input.metadata ?? null,
    ephemeral_to: input.ephemeralTo ?? null,
    thread_id: null,
    poll: draft.poll,
  };
  messages.set(id, message);
  if (!ephemeral) noteInChannel(state, channel, message);
  tellMessage(state, 'CREATE', message);
  if (!ephemeral && channel.thread) bringMentioned(state, channel, pings);
  return message;
}

function noteInChannel(state: LocalState, channel: StoredChannel, message: StoredMessage): void {
  if (channel.last_message_id === null || compareSnowflakes(channel.last_message_id, message.id) < 0)
    channel.last_message_id = message.id;
  const thread = channel.thread;
  if (!thread) return;
  thread.message_count += 1;
  thread.total_message_sent += 1;
  if (!thread.members.has(message.author_id) && state.data.users.has(message.author_id))
    thread.members.set(message.author_id, message.timestamp);
  if (thread.archived) {
    thread.archived = false;
    thread.archive_timestamp = state.iso();
    tellChannel(state, 'UPDATE', channel);
  }
}

function findReference(state: LocalState, input: NewMessage): StoredMessage['reference'] {
  const wanted = input.draft.reference;
  if (!wanted) return null;
  const channelId = wanted.channel_id ?? input.channel.id;
  const channel = state.data.channels.get(channelId);
  const target = state.data.messages.get(channelId)?.get(wanted.message_id);
  const usable =
    target && target.ephemeral_to === null && (wanted.type === 1 || channelId === input.channel.id);
  if (!channel || !usable) {
    if (!wanted.failIfMissing) return null;
    throw fieldError(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
  }
  const mayRead = can(state, input.authorId, channel, Permission.ViewChannel | Permission.ReadMessageHistory);
  if (wanted.type === 1 && !mayRead) throw refusal(50001);
  return { type: wanted.type, message_id: target.id, channel_id: channelId, guild_id: channel.guild_id };
}

function referenced(
  state: LocalState,
  reference: { channel_id: string; message_id: string },
): StoredMessage | undefined {
  return state.data.messages.get(reference.channel_id)?.get(reference.message_id);
}

/** A forward carries a copy; forwarding a forward carries the first original on. */
function snapshotsOf(
  state: LocalState,
  reference: { channel_id: string; message_id: string },
): Pick<StoredMessage, 'snapshots' | 'snapshot_attachments'> {
  const source = referenced(state, reference);
  if (!source) return { snapshots: [], snapshot_attachments: [] };
  if (source.snapshots.length > 0) {
    const { snapshots, snapshot_attachments } = source;
    return structuredClone({ snapshots, snapshot_attachments });
  }
  const view = viewMessage(state, source, '0');
  const keys = [
    'type',
    'content',
    'attachments',
    'timestamp',
    'edited_timestamp',
    'flags',
    'mentions',
    'mention_roles',
  ];
  const { embeds, components } = source;
  const message = { ...Object.fromEntries(keys.map((key) => [key, view[key]])), embeds, components };
  return structuredClone({ snapshots: [{ message }], snapshot_attachments: source.attachments });
}

/** Changes the given parts of a message. `edited: false` leaves the edited mark off, as a deferral's first answer does. */
export function editMessage(
  state: LocalState,
  message: StoredMessage,
  draft: MessageDraft,
  edited = true,
): StoredMessage {
  const channel = state.data.channels.get(message.channel_id);
  if (!channel) throw refusal(10003);
  const turnsV2 = ((draft.flags ?? 0) & MessageFlag.componentsV2) !== 0;
  if (draft.content !== undefined) message.content = draft.content.trim();
  if (draft.embeds) message.embeds = draft.embeds;
  if (draft.components) message.components = draft.components;
  if (turnsV2) Object.assign(message, { content: '', embeds: [], poll: null });
  if (draft.flags !== undefined) {
    const settable = MessageFlag.suppressEmbeds | MessageFlag.componentsV2;
    const sticky = message.flags & ~MessageFlag.suppressEmbeds;
    message.flags = sticky | (draft.flags & settable);
  }
  if (draft.attachments) {
    const ephemeral = message.ephemeral_to !== null;
    message.attachments = storeAttachments(
      state,
      channel.id,
      draft.attachments,
      message.attachments,
      ephemeral,
    );
  }
  const pings = findPings(
    state,
    channel,
    message.author_id,
    message.content,
    message.components,
    draft.allowedMentions,
  );
  Object.assign(message, { ...pings, mention_everyone: message.mention_everyone || pings.mention_everyone });
  if (edited) message.edited_timestamp = state.iso();
  tellMessage(state, 'UPDATE', message);
  return message;
}

export function deleteMessage(state: LocalState, message: StoredMessage): void {
  state.messagesOf(message.channel_id).delete(message.id);
  const channel = state.data.channels.get(message.channel_id);
  if (channel?.thread && message.ephemeral_to === null) channel.thread.message_count -= 1;
  state.dispatch({
    t: 'MESSAGE_DELETE',
    d: {
      id: message.id,
      channel_id: message.channel_id,
      ...(message.guild_id === null ? {} : { guild_id: message.guild_id }),
    },
    ...audienceOf(state, message),
  });
}

export function tellMessage(state: LocalState, what: 'CREATE' | 'UPDATE', message: StoredMessage): void {
  state.dispatch(messageEvent(state, what, message));
}

export function messageEvent(
  state: LocalState,
  what: 'CREATE' | 'UPDATE',
  message: StoredMessage,
): LocalEvent {
  const guild = message.guild_id === null ? undefined : state.data.guilds.get(message.guild_id);
  const member = message.webhook ? undefined : guild?.members.get(message.author_id);
  return {
    t: `MESSAGE_${what}`,
    d: {
      ...viewMessage(state, message, ''),
      ...(message.guild_id === null
        ? { channel_type: 1 }
        : {
            guild_id: message.guild_id,
            channel_type: state.data.channels.get(message.channel_id)?.type ?? 0,
          }),
      ...(member ? { member: viewMember(state, member, false) } : {}),
    },
    ...audienceOf(state, message),
  };
}

function audienceOf(
  state: LocalState,
  message: StoredMessage,
): { guild_id: string | null; channel_id: string; audience: 'all' | 'client'; user_ids?: string[] } {
  const base = { guild_id: message.guild_id, channel_id: message.channel_id };
  if (message.ephemeral_to !== null) return { ...base, audience: 'client', user_ids: [message.ephemeral_to] };
  if (message.guild_id !== null) return { ...base, audience: 'all' };
  return {
    ...base,
    audience: 'all',
    user_ids: state.data.channels.get(message.channel_id)?.recipients ?? [],
  };
}

/** The message if it stands in the channel and is not somebody's ephemeral one; else 10008. */
export function findMessage(state: LocalState, channelId: string, messageId: string): StoredMessage {
  const message = state.data.messages.get(channelId)?.get(messageId);
  if (!message || message.ephemeral_to !== null) throw refusal(10008);
  return message;
}

/** A page of a channel's history, newest first; ephemeral messages only for their one reader. */
export function listMessages(
  state: LocalState,
  channelId: string,
  page: { before?: string; after?: string; around?: string; limit: number },
  viewerId?: string,
): StoredMessage[] {
  const all = [...(state.data.messages.get(channelId)?.values() ?? [])]
    .filter((message) => message.ephemeral_to === null || message.ephemeral_to === viewerId)
    .sort((a, b) => compareSnowflakes(a.id, b.id));
  const { before, after, around, limit } = page;
  if (after !== undefined) {
    return all
      .filter((message) => compareSnowflakes(message.id, after) > 0)
      .slice(0, limit)
      .reverse();
  }
  if (around !== undefined) {
    const half = Math.floor(limit / 2);
    const older = all.filter((message) => compareSnowflakes(message.id, around) < 0).slice(-half);
    const rest = all.filter((message) => compareSnowflakes(message.id, around) >= 0);
    return [...older, ...rest.slice(0, limit - older.length)].reverse();
  }
  const upTo =
    before === undefined ? all : all.filter((message) => compareSnowflakes(message.id, before) < 0);
  return upTo.slice(-limit).reverse();
}

/** The oldest id a bulk delete may name: two weeks ago. */
export function bulkDeleteHorizon(state: LocalState): string {
  return snowflakeAt(state.now() - 14 * 86_400_000);
}
