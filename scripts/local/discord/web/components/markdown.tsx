import { Fragment, memo, useEffect, useState } from 'hono/jsx/dom';
import {
  type Block,
  formatTime,
  type Inline,
  isJumbo,
  parseInline,
  parseMarkdown,
  relative,
} from '../markdown.ts';
import { openProfile } from '../state/menus.ts';
import { open, openChannel, parsePath } from '../state/router.ts';
import {
  channelName,
  channelTypes,
  displayName,
  guildOf,
  hex,
  isThread,
  userById,
} from '../state/selectors.ts';
import { get, useStore } from '../state/store.ts';
import { Icon } from './icons.tsx';

function Spoiler({ nodes }: { nodes: Inline[] }) {
  const [shown, setShown] = useState(false);
  if (!shown)
    return (
      <button
        type="button"
        class="spoiler plain"
        aria-label="Spoiler, show it"
        onClick={() => setShown(true)}
      >
        <span aria-hidden="true">
          <Inlines nodes={nodes} />
        </span>
      </button>
    );
  return (
    <span class="spoiler shown">
      <Inlines nodes={nodes} />
    </span>
  );
}

function Time({ unix, style }: { unix: number; style: string }) {
  const [, tick] = useState(0);
  useEffect(() => {
    if (style !== 'R') return;
    const near = Math.abs(unix * 1000 - Date.now()) < 3_600_000;
    const timer = setInterval(() => tick((n) => n + 1), near ? 1000 : 60_000);
    return () => clearInterval(timer);
  }, [unix, style]);
  return (
    <time
      class="md-time"
      dateTime={new Date(unix * 1000).toISOString()}
      title={`${formatTime(unix, 'F')} (${relative(unix * 1000 - Date.now())})`}
    >
      {formatTime(unix, style)}
    </time>
  );
}

function UserMention({ id }: { id: string }) {
  const user = useStore((s) => s.users[id]) ?? userById(id);
  const guild = useStore((s) => guildOf(s, s.route.channel));
  return (
    <button type="button" class="mention" onClick={() => openProfile(id)}>
      @{user ? displayName(user, guild) : 'unknown-user'}
    </button>
  );
}
function RoleMention({ id }: { id: string }) {
  const role = useStore((s) => guildOf(s, s.route.channel)?.roles.find((r) => r.id === id));
  const style = role?.color ? { color: hex(role.color), background: `${hex(role.color)}22` } : {};
  return (
    <span class="mention" style={style}>
      @{role?.name ?? 'unknown-role'}
    </span>
  );
}
function ChannelMention({ id }: { id: string }) {
  const channel = useStore((s) => s.channels[id]);
  if (!channel) return <span class="mention"># unknown</span>;
  const icon = isThread(channel) ? 'thread' : channel.type === channelTypes.voice ? 'voice' : 'hash';
  return (
    <button type="button" class="mention mention-channel" onClick={() => openChannel(id)}>
      <Icon name={icon} size={14} />
      {channelName(get(), channel)}
    </button>
  );
}

/** Links to messages of this very place open in the page instead of a new tab. */
function Link({ url, nodes }: { url: string; nodes: Inline[] }) {
  const path = (() => {
    try {
      const parsed = new URL(url);
      return parsed.host === location.host || parsed.host === 'discord.com'
        ? parsePath(parsed.pathname)
        : null;
    } catch {
      return null;
    }
  })();
  const inside = path?.channel && get().channels[path.channel] ? path : null;
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer nofollow"
      onClick={(e: MouseEvent) => {
        if (!inside || e.ctrlKey || e.metaKey) return;
        e.preventDefault();
        open(inside.guild, inside.channel, inside.message);
      }}
    >
      <Inlines nodes={nodes} />
    </a>
  );
}

export function Inlines({ nodes }: { nodes: Inline[] }) {
  return <Fragment>{nodes.map(inline)}</Fragment>;
}
function inline(node: Inline) {
  switch (node.t) {
    case 'text':
      return node.text;
    case 'br':
      return <br />;
    case 'b':
      return <strong>{node.children.map(inline)}</strong>;
    case 'i':
      return <em>{node.children.map(inline)}</em>;
    case 'u':
      return <u>{node.children.map(inline)}</u>;
    case 's':
      return <s>{node.children.map(inline)}</s>;
    case 'spoiler':
      return <Spoiler nodes={node.children} />;
    case 'code':
      return <code class="md-code">{node.text}</code>;
    case 'link':
      return <Link url={node.url} nodes={node.children} />;
    case 'user':
      return <UserMention id={node.id} />;
    case 'role':
      return <RoleMention id={node.id} />;
    case 'channel':
      return <ChannelMention id={node.id} />;
    case 'command':
      return (
        <button
          type="button"
          class="mention"
          onClick={() => document.dispatchEvent(new CustomEvent('use-command', { detail: node.name }))}
        >
          /{node.name}
        </button>
      );
    case 'everyone':
      return <span class="mention">{node.text}</span>;
    case 'time':
      return <Time unix={node.unix} style={node.style} />;
    case 'emoji':
      return <CustomEmoji id={node.id} name={node.name} animated={node.animated} />;
  }
}

export function CustomEmoji({ id, name, animated }: { id: string; name: string; animated?: boolean }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <span class="emoji-text">:{name}:</span>;
  return (
    <img
      class="emoji"
      src={`/emojis/${id}.${animated ? 'gif' : 'png'}`}
      alt={`:${name}:`}
      title={`:${name}:`}
      onError={() => setBroken(true)}
    />
  );
}

function block(node: Block) {
  switch (node.t) {
    case 'p':
      return <div class="md-p">{node.children.map(inline)}</div>;
    case 'h': {
      const Tag = `h${node.level + 2}` as 'h3';
      return <Tag class={`md-h md-h${node.level}`}>{node.children.map(inline)}</Tag>;
    }
    case 'sub':
      return <small class="md-sub">{node.children.map(inline)}</small>;
    case 'quote':
      return <blockquote>{node.children.map(block)}</blockquote>;
    case 'pre':
      return (
        <pre>
          <code data-lang={node.lang || undefined}>{node.text}</code>
        </pre>
      );
    case 'list': {
      const items = node.items.map((item) => (
        <li>
          {item.children.map(inline)}
          {item.nested.map(block)}
        </li>
      ));
      return node.ordered ? <ol start={node.start}>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

export const Markdown = memo(({ text, jumbo = false }: { text: string; jumbo?: boolean }) => (
  <div class={`md${jumbo && isJumbo(text) ? ' md-jumbo' : ''}`}>{parseMarkdown(text).map(block)}</div>
));

/** Inline marks only, for titles, field names and buttons. */
export const InlineMarkdown = memo(({ text }: { text: string }) => (
  <span>
    <Inlines nodes={parseInline(text)} />
  </span>
));
