import { useState } from 'hono/jsx/dom';
import { guildMenu } from '../state/membership.ts';
import { channelMenu, userMenu } from '../state/menus.ts';
import { openChannel } from '../state/router.ts';
import { channelName, channelTypes, isThread, otherOf } from '../state/selectors.ts';
import { openDm } from '../state/session.ts';
import { get, set, useStore } from '../state/store.ts';
import type { Channel } from '../state/wire.ts';
import { BotBadge } from './avatar.tsx';
import { Icon, type IconName } from './icons.tsx';
import { PersonAvatar } from './person-avatar.tsx';

const icons: Record<number, IconName> = {
  [channelTypes.voice]: 'voice',
  [channelTypes.stage]: 'voice',
  [channelTypes.news]: 'megaphone',
  [channelTypes.forum]: 'forum',
  [channelTypes.newsThread]: 'thread',
  [channelTypes.thread]: 'thread',
  [channelTypes.privateThread]: 'lock',
};

function Line({ channel }: { channel: Channel }) {
  const current = useStore((s) => s.route.channel === channel.id);
  const unread = useStore((s) => s.unread[channel.id]);
  const users = useStore((s) => s.users);
  const s = get();
  const other = channel.type === channelTypes.dm && users ? otherOf(s, channel) : undefined;
  const name = channelName(s, channel);
  return (
    <div
      class={`channel${current ? ' current' : ''}${unread ? ' unread' : ''}${isThread(channel) ? ' thread' : ''}`}
    >
      <button
        type="button"
        class="channel-button"
        aria-current={current ? 'page' : undefined}
        aria-label={`${name}${unread?.mentions ? `, ${unread.mentions} mentions` : unread ? ', unread' : ''}`}
        onClick={() => openChannel(channel.id)}
        onContextMenu={(e: MouseEvent) => (other ? void userMenu(e, other.id) : channelMenu(e, channel.id))}
      >
        {other ? <PersonAvatar user={other} /> : <Icon name={icons[channel.type] ?? 'hash'} />}
        <span class="channel-name">{name}</span>
        {other?.bot ? <BotBadge /> : null}
      </button>
      {unread?.mentions ? <span class="badge">{unread.mentions}</span> : null}
    </div>
  );
}

const byPosition = (a: Channel, b: Channel): number =>
  Number(a.type === channelTypes.voice) - Number(b.type === channelTypes.voice) ||
  (a.position ?? 0) - (b.position ?? 0);

function GuildChannels({ guild }: { guild: string }) {
  const channels = useStore((s) => s.channels);
  const current = useStore((s) => s.route.channel);
  const [closed, setClosed] = useState<string[]>([]);
  const all = Object.values(channels).filter((c) => c.guild_id === guild);
  const under = (parent: string | null) =>
    all
      .filter((c) => (c.parent_id ?? null) === parent && c.type !== channelTypes.category && !isThread(c))
      .sort(byPosition);
  const known = new Set(all.map((c) => c.id));
  const orphans = all.filter((c) => c.parent_id && !known.has(c.parent_id) && !isThread(c));
  const withThreads = (list: Channel[]) =>
    list.flatMap((c) => [
      c,
      ...all.filter(
        (t) => isThread(t) && t.parent_id === c.id && (!t.thread_metadata?.archived || t.id === current),
      ),
    ]);
  const lines = (list: Channel[]) => withThreads(list).map((c) => <Line key={c.id} channel={c} />);
  const categories = all.filter((c) => c.type === channelTypes.category).sort(byPosition);
  return (
    <div class="channels">
      {lines([...under(null), ...orphans])}
      {categories.map((category) => {
        const isClosed = closed.includes(category.id);
        return (
          <section key={category.id}>
            <button
              type="button"
              class="category"
              aria-expanded={isClosed ? 'false' : 'true'}
              onClick={() =>
                setClosed(isClosed ? closed.filter((c) => c !== category.id) : [...closed, category.id])
              }
            >
              <Icon name={isClosed ? 'right' : 'chevron'} size={14} />
              {category.name}
            </button>
            {lines(under(category.id).filter((c) => !isClosed || c.id === current))}
          </section>
        );
      })}
    </div>
  );
}

function DirectMessages() {
  const channels = useStore((s) => s.channels);
  const users = useStore((s) => s.users);
  const me = useStore((s) => s.me);
  const dms = Object.values(channels).filter(
    (c) => c.type === channelTypes.dm || c.type === channelTypes.group,
  );
  const partners = new Set(dms.flatMap((c) => c.recipients?.map((r) => r.id) ?? []));
  const others = Object.values(users).filter((u) => u.id !== me && !partners.has(u.id));
  return (
    <div class="channels">
      <div class="category">Direct messages</div>
      {dms.map((c) => (
        <Line key={c.id} channel={c} />
      ))}
      {dms.length ? null : <p class="hint">No conversation yet.</p>}
      <div class="category">Start a conversation</div>
      {others.map((user) => (
        <div class="channel" key={user.id}>
          <button
            type="button"
            class="channel-button"
            aria-label={`Message ${user.global_name ?? user.username}`}
            onClick={() => void openDm(user.id)}
          >
            <PersonAvatar user={user} />
            <span class="channel-name">{user.global_name ?? user.username}</span>
            {user.bot ? <BotBadge /> : null}
          </button>
        </div>
      ))}
    </div>
  );
}

export function Sidebar() {
  const guildId = useStore((s) => s.route.guild);
  const guild = useStore((s) => s.guilds[s.route.guild]);
  return (
    <nav class="sidebar" aria-label={guild ? `Channels of ${guild.name}` : 'Direct messages'}>
      <div class="sidebar-head">
        <strong>{guild?.name ?? 'Direct Messages'}</strong>
        <button
          type="button"
          class="plain tool"
          hidden={!guild}
          aria-haspopup="menu"
          aria-label="Server menu"
          title="Server menu"
          onClick={(e: MouseEvent) => guild && guildMenu(e, guild)}
        >
          <Icon name="more" size={18} />
        </button>
        <button
          type="button"
          class="plain tool"
          title="Find a channel or person (Ctrl K)"
          aria-label="Find a channel or person"
          onClick={() => set({ dialog: { kind: 'switcher' } })}
        >
          <Icon name="search" size={18} />
        </button>
      </div>
      {guild ? <GuildChannels key={guildId} guild={guild.id} /> : <DirectMessages />}
    </nav>
  );
}
