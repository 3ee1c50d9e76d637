import { memo } from 'hono/jsx/dom';
import { messageMenu, openPicker, openProfile, startReply, userMenu } from '../state/menus.ts';
import { dismiss, sending, toggleReaction } from '../state/messages.ts';
import { displayName, guildOf, nameColor } from '../state/selectors.ts';
import { get, set, useStore } from '../state/store.ts';
import { flags, has, type Message } from '../state/wire.ts';
import { Attachments } from './attachments.tsx';
import { Avatar, BotBadge } from './avatar.tsx';
import { ComponentTree } from './component-tree.tsx';
import { EmbedCard } from './embed.tsx';
import { Icon } from './icons.tsx';
import { Markdown } from './markdown.tsx';
import { MessageEditor } from './message-editor.tsx';
import {
  CommandLine,
  Forwarded,
  Poll,
  ReplyLine,
  SystemLine,
  systemWords,
  ThreadChip,
} from './message-parts.tsx';
import { Reactions } from './reactions.tsx';
import { full, stamp, time } from './time-words.ts';

function Toolbar({ message, mine }: { message: Message; mine: boolean }) {
  const own = has(message.flags, flags.ephemeral);
  return (
    <div class="toolbar" role="toolbar" aria-label="Message actions">
      {own ? null : (
        <button
          type="button"
          title="Add Reaction"
          aria-label="Add Reaction"
          onClick={() => openPicker((e) => void toggleReaction(message, e, true))}
        >
          <Icon name="smile" />
        </button>
      )}
      {own ? null : (
        <button type="button" title="Reply" aria-label="Reply" onClick={() => startReply(message)}>
          <Icon name="reply" />
        </button>
      )}
      {mine && !own ? (
        <button type="button" title="Edit" aria-label="Edit" onClick={() => set({ editing: message.id })}>
          <Icon name="edit" />
        </button>
      ) : null}
      <button
        type="button"
        title="More"
        aria-label="More"
        aria-haspopup="menu"
        onClick={(e: MouseEvent) => void messageMenu(e, message)}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}

function Body({ message }: { message: Message }) {
  if (has(message.flags, flags.loading))
    return (
      <div class="thinking" role="status">
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        {message.author.global_name ?? message.author.username} is thinking…
      </div>
    );
  const system = systemWords(message);
  return (
    <div class="body">
      {system ? <SystemLine text={system} /> : null}
      {!system && message.content ? (
        <div class="content">
          <Markdown text={message.content} jumbo />
          {message.edited_timestamp ? (
            <small class="edited" title={full(message.edited_timestamp)}>
              (edited)
            </small>
          ) : null}
        </div>
      ) : null}
      {message.message_snapshots?.map((snapshot) => (
        <Forwarded snapshot={snapshot} message={message} />
      ))}
      {message.attachments?.length && !has(message.flags, flags.componentsV2) ? (
        <Attachments list={message.attachments} />
      ) : null}
      {message.embeds?.map((embed) => (
        <EmbedCard embed={embed} />
      ))}
      {message.poll ? <Poll poll={message.poll} /> : null}
      {message.sticker_items?.map((s) => (
        <div class="sticker">Sticker: {s.name}</div>
      ))}
      {message.components?.length ? <ComponentTree message={message} /> : null}
    </div>
  );
}

const keys: Record<string, (message: Message, e: KeyboardEvent) => void> = {
  r: (message) => startReply(message),
  e: (message) => message.author.id === get().me && set({ editing: message.id }),
  '+': (message) => openPicker((emoji) => void toggleReaction(message, emoji, true)),
  Delete: (message) => message.author.id === get().me && set({ dialog: { kind: 'delete', message } }),
};

interface Props {
  message: Message;
  compact: boolean;
  /** The one message that Tab stops at; the arrow keys walk on from there. */
  reachable: boolean;
}
export const MessageRow = memo(({ message, compact, reachable }: Props) => {
  const guild = useStore((s) => guildOf(s, message.channel_id));
  const me = useStore((s) => s.me);
  const author = useStore((s) => s.users[message.author.id]) ?? message.author;
  const editing = useStore((s) => s.editing === message.id);
  const highlight = useStore((s) => s.highlight === message.id);
  const name =
    message.webhook_id &&
    !has(message.flags, flags.ephemeral) &&
    !guild?.members.some((m) => m.user.id === author.id)
      ? message.author.username
      : displayName(author, guild);
  const own = has(message.flags, flags.ephemeral);
  const mine = author.id === me;
  const myRoles = guild?.members.find((m) => m.user.id === me)?.roles;
  const mentioned =
    message.mention_everyone ||
    message.mentions?.some((u) => u.id === me) ||
    message.mention_roles?.some((r) => myRoles?.includes(r));
  const marks = [
    compact ? 'compact' : 'first',
    mentioned ? 'mentioned' : '',
    own ? 'ephemeral' : '',
    highlight ? 'highlight' : '',
    message.nonce && sending.has(String(message.nonce)) ? 'sending' : '',
  ].join(' ');
  return (
    <article
      class={`message ${marks}`}
      id={`m-${message.id}`}
      data-id={message.id}
      tabIndex={reachable ? 0 : -1}
      aria-label={`${name}, ${stamp(message.timestamp)}: ${message.content.slice(0, 120) || 'message'}`}
      onContextMenu={(e: MouseEvent) => {
        if (
          window.getSelection()?.toString() ||
          (e.target instanceof Element && e.target.closest('a, input, textarea'))
        )
          return;
        void messageMenu(e, message);
      }}
      onKeyDown={(e: KeyboardEvent) => {
        if (e.target === e.currentTarget && !e.ctrlKey && !e.metaKey && keys[e.key]) {
          e.preventDefault();
          keys[e.key]?.(message, e);
        }
      }}
    >
      {message.type === 19 ||
      (message.message_reference &&
        message.message_reference.type !== 1 &&
        message.referenced_message !== undefined) ? (
        <ReplyLine message={message} />
      ) : null}
      {message.interaction_metadata || message.interaction ? (
        compact ? null : (
          <CommandLine message={message} />
        )
      ) : null}
      <div class="message-grid">
        {compact ? (
          <time class="gutter" dateTime={message.timestamp} title={full(message.timestamp)}>
            {time(message.timestamp)}
          </time>
        ) : (
          <button
            type="button"
            class="gutter plain"
            aria-label={`Profile of ${name}`}
            tabIndex={-1}
            onClick={() => openProfile(author.id)}
            onContextMenu={(e: MouseEvent) => void userMenu(e, author.id)}
          >
            <Avatar user={author} name={name} />
          </button>
        )}
        <div class="message-main">
          {compact ? null : (
            <header>
              <button
                type="button"
                class="plain name"
                tabIndex={-1}
                style={{ color: nameColor(guild, author.id) ?? 'var(--strong)' }}
                onClick={() => openProfile(author.id)}
                onContextMenu={(e: MouseEvent) => void userMenu(e, author.id)}
              >
                {name}
              </button>
              {author.bot ? <BotBadge /> : null}
              <time dateTime={message.timestamp} title={full(message.timestamp)}>
                {stamp(message.timestamp)}
              </time>
            </header>
          )}
          {editing ? <MessageEditor message={message} /> : <Body message={message} />}
          {message.reactions?.length ? <Reactions message={message} /> : null}
          {message.thread ? <ThreadChip thread={message.thread} /> : null}
          {own ? (
            <div class="only-you">
              <Icon name="eye" size={14} /> Only you can see this •{' '}
              <button type="button" class="linkish" onClick={() => void dismiss(message)}>
                Dismiss message
              </button>
            </div>
          ) : null}
        </div>
      </div>
      <Toolbar message={message} mine={mine} />
    </article>
  );
});
