import { openProfile } from '../state/menus.ts';
import { openChannel } from '../state/router.ts';
import { channelName, displayName, guildOf, nameColor } from '../state/selectors.ts';
import { get, useStore } from '../state/store.ts';
import { type Channel, flags, has, type Message, type Snapshot } from '../state/wire.ts';
import { Attachments } from './attachments.tsx';
import { Avatar, BotBadge } from './avatar.tsx';
import { ComponentTree } from './component-tree.tsx';
import { EmbedCard } from './embed.tsx';
import { Icon } from './icons.tsx';
import { InlineMarkdown, Markdown } from './markdown.tsx';
import { stamp } from './time-words.ts';

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 160);

export function ReplyLine({ message }: { message: Message }) {
  const { referenced_message: original, message_reference: ref } = message;
  const guild = useStore((s) => guildOf(s, message.channel_id));
  const live =
    useStore((s) => s.pages[message.channel_id]?.list.find((m) => m.id === ref?.message_id)) ?? original;
  if (!live)
    return (
      <div class="reply-line">
        <em>Original message was deleted</em>
      </div>
    );
  return (
    <div class="reply-line">
      <Avatar user={live.author} size={16} />
      <button
        type="button"
        class="plain name"
        style={{ color: nameColor(guild, live.author.id) }}
        onClick={() => openProfile(live.author.id)}
      >
        {displayName(get().users[live.author.id] ?? live.author, guild)}
      </button>
      {live.author.bot ? <BotBadge /> : null}
      <button
        type="button"
        class="plain reply-text"
        title="Jump to the original message"
        onClick={() => openChannel(message.channel_id, live.id)}
      >
        {live.content ? <InlineMarkdown text={oneLine(live.content)} /> : <em>Click to see attachment</em>}
      </button>
    </div>
  );
}

export function CommandLine({ message }: { message: Message }) {
  const guild = useStore((s) => guildOf(s, message.channel_id));
  const meta = message.interaction_metadata;
  const user = meta?.user ?? message.interaction?.user;
  const name = message.interaction?.name ?? meta?.name;
  if (!user || !name) return <span hidden />;
  return (
    <div class="reply-line">
      <Avatar user={user} size={16} />
      <button
        type="button"
        class="plain name"
        style={{ color: nameColor(guild, user.id) }}
        onClick={() => openProfile(user.id)}
      >
        {displayName(get().users[user.id] ?? user, guild)}
      </button>
      <span>used</span>
      <span class="used-command">{message.type === 23 ? name : `/${name}`}</span>
    </div>
  );
}

export function Forwarded({ snapshot, message }: { snapshot: Snapshot; message: Message }) {
  const inner = { ...message, ...snapshot.message, message_snapshots: undefined };
  const from = message.message_reference;
  return (
    <div class="forwarded">
      <div class="forwarded-title">
        <Icon name="forward" size={14} /> <em>Forwarded</em>
      </div>
      {inner.content ? <Markdown text={inner.content} /> : null}
      {inner.attachments?.length && !has(inner.flags, flags.componentsV2) ? (
        <Attachments list={inner.attachments} />
      ) : null}
      {inner.embeds?.map((embed) => (
        <EmbedCard embed={embed} />
      ))}
      {inner.components?.length ? <ComponentTree message={inner} /> : null}
      <button
        type="button"
        class="plain forwarded-from"
        onClick={() => from?.channel_id && openChannel(from.channel_id, from.message_id ?? null)}
      >
        {from?.channel_id ? `#${channelName(get(), get().channels[from.channel_id])} • ` : ''}
        {stamp(inner.timestamp)}
      </button>
    </div>
  );
}

export function ThreadChip({ thread }: { thread: Channel }) {
  const live = useStore((s) => s.channels[thread.id]) ?? thread;
  const count = live.message_count ?? 0;
  return (
    <button type="button" class="thread-chip" onClick={() => openChannel(thread.id)}>
      <Icon name="thread" size={18} />
      <strong>{live.name}</strong>
      <span>{count ? `${count} message${count === 1 ? '' : 's'}` : 'Open thread'} ›</span>
    </button>
  );
}

export function Poll({ poll }: { poll: NonNullable<Message['poll']> }) {
  return (
    <div class="poll">
      <strong>{poll.question.text}</strong>
      {poll.answers.map((answer) => (
        <div class="poll-answer">{answer.poll_media.text}</div>
      ))}
      <small>Voting is not part of the local Discord.</small>
    </div>
  );
}

/** The words of a system message, or null for everything people and applications write. */
export function systemWords(message: Message): string | null {
  const who = `**${displayName(message.author)}**`;
  switch (message.type) {
    case 0:
    case 19:
    case 20:
    case 23:
      return null;
    case 4:
      return `${who} changed the channel name to **${message.content}**.`;
    case 6:
      return `${who} pinned a message to this channel.`;
    case 7:
      return `${who} joined the server.`;
    case 18:
      return `${who} started a thread: **${message.content}**.`;
    case 21:
      return 'This thread began with a message in the channel above.';
    default:
      return message.content ? null : `System message (type ${message.type}).`;
  }
}
export function SystemLine({ text }: { text: string }) {
  return (
    <div class="system-line">
      <InlineMarkdown text={text} />
    </div>
  );
}
