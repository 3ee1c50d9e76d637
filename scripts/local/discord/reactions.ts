import { refusal } from './errors.ts';
import type { StoredChannel, StoredMessage, StoredReaction } from './model.ts';
import { can, Permission } from './permissions.ts';
import type { LocalState } from './state.ts';
import { viewMember } from './views.ts';
import { isEmoji } from './world.ts';

/** One or more emoji characters; refuses plain words, digits and half-encoded names. */
const UNICODE_EMOJI = /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\uFE0F?)$/v;

/** `name:id` or a unicode emoji; 10014 for all else, as Discord answers a wrongly encoded one. */
export function readEmoji(state: LocalState, text: string): StoredReaction['emoji'] {
  const custom = /^(?:a:)?(\w+):(\d+)$/.exec(text);
  if (custom) {
    const [, name = '', id = ''] = custom;
    if (!isEmoji(state)(id)) throw refusal(10014);
    return { id, name };
  }
  if (!UNICODE_EMOJI.test(text)) throw refusal(10014);
  return { id: null, name: text };
}

export function findReaction(
  message: StoredMessage,
  emoji: StoredReaction['emoji'],
): StoredReaction | undefined {
  return message.reactions.find((reaction) =>
    emoji.id === null ? reaction.emoji.name === emoji.name : reaction.emoji.id === emoji.id,
  );
}

export function addReaction(
  state: LocalState,
  channel: StoredChannel,
  message: StoredMessage,
  userId: string,
  emoji: StoredReaction['emoji'],
): void {
  if (channel.thread?.archived) throw refusal(50083);
  if (!can(state, userId, channel, Permission.ReadMessageHistory)) throw refusal(50013);
  let reaction = findReaction(message, emoji);
  if (reaction?.users.includes(userId)) return;
  if (!reaction) {
    // Joining an emoji that is there needs no right of its own.
    if (!can(state, userId, channel, Permission.AddReactions)) throw refusal(50013);
    if (message.reactions.length >= 20) throw refusal(30010);
    reaction = { emoji, users: [] };
    message.reactions.push(reaction);
  }
  reaction.users.push(userId);
  const guild = channel.guild_id === null ? undefined : state.data.guilds.get(channel.guild_id);
  const member = guild?.members.get(userId);
  tell(state, channel, 'MESSAGE_REACTION_ADD', {
    user_id: userId,
    message_id: message.id,
    emoji,
    message_author_id: message.author_id,
    ...(member ? { member: viewMember(state, member) } : {}),
    burst: false,
    type: 0,
  });
}

export function removeReaction(
  state: LocalState,
  channel: StoredChannel,
  message: StoredMessage,
  userId: string,
  emoji: StoredReaction['emoji'],
): void {
  const reaction = findReaction(message, emoji);
  if (!reaction?.users.includes(userId)) return;
  reaction.users = reaction.users.filter((id) => id !== userId);
  message.reactions = message.reactions.filter((item) => item.users.length > 0);
  tell(state, channel, 'MESSAGE_REACTION_REMOVE', {
    user_id: userId,
    message_id: message.id,
    emoji,
    burst: false,
    type: 0,
  });
}

export function clearReactions(
  state: LocalState,
  channel: StoredChannel,
  message: StoredMessage,
  emoji?: StoredReaction['emoji'],
): void {
  const gone = emoji && findReaction(message, emoji);
  message.reactions = emoji ? message.reactions.filter((reaction) => reaction !== gone) : [];
  if (emoji) tell(state, channel, 'MESSAGE_REACTION_REMOVE_EMOJI', { message_id: message.id, emoji });
  else tell(state, channel, 'MESSAGE_REACTION_REMOVE_ALL', { message_id: message.id });
}

function tell(state: LocalState, channel: StoredChannel, t: string, d: Record<string, unknown>): void {
  state.dispatch({
    t,
    d: { ...d, channel_id: channel.id, ...(channel.guild_id === null ? {} : { guild_id: channel.guild_id }) },
    guild_id: channel.guild_id,
    channel_id: channel.id,
    ...(channel.guild_id === null ? { user_ids: channel.recipients } : {}),
    audience: 'all',
  });
}
