import { useEffect, useState } from 'hono/jsx/dom';
import { openChannel } from '../state/router.ts';
import { channelName, channelTypes, guildOf, isDm, isThread, otherOf } from '../state/selectors.ts';
import { get, set, useStore } from '../state/store.ts';
import type { Channel } from '../state/wire.ts';
import { Sidebar } from './channel-list.tsx';
import { Composer } from './composer.tsx';
import { ContextMenu } from './context-menu.tsx';
import { DeveloperDrawer } from './developer-drawer.tsx';
import { Dialogs } from './dialogs.tsx';
import { EmojiPicker } from './emoji-picker.tsx';
import { GuildRail } from './guild-rail.tsx';
import { Icon, type IconName } from './icons.tsx';
import { Lightbox } from './lightbox.tsx';
import { InlineMarkdown } from './markdown.tsx';
import { MemberList } from './member-list.tsx';
import { MessageList } from './message-list.tsx';
import { ModalForm } from './modal-form.tsx';
import { PersonAvatar } from './person-avatar.tsx';
import { Toasts } from './toasts.tsx';
import { UserPanel } from './user-panel.tsx';

function headIcon(channel: Channel | undefined): IconName {
  if (!channel || isDm(channel)) return 'mail';
  if (isThread(channel)) return 'thread';
  return channel.type === channelTypes.voice ? 'voice' : 'hash';
}

function Header() {
  const channel = useStore((s) => (s.route.channel ? s.channels[s.route.channel] : undefined));
  const users = useStore((s) => s.users);
  const members = useStore((s) => s.members);
  const s = get();
  const other = channel && isDm(channel) && users ? otherOf(s, channel) : undefined;
  const parent = isThread(channel) && channel?.parent_id ? s.channels[channel.parent_id] : undefined;
  return (
    <header class="top">
      <button
        type="button"
        class="plain tool only-narrow"
        aria-label="Show channels"
        onClick={() => set((now) => ({ nav: !now.nav }))}
      >
        <Icon name="menu" />
      </button>
      {other ? <PersonAvatar user={other} size={24} /> : <Icon name={headIcon(channel)} size={22} />}
      {parent ? (
        <button type="button" class="plain crumb" onClick={() => openChannel(parent.id)}>
          {parent.name} ›
        </button>
      ) : null}
      <h1>{channel ? channelName(s, channel) : 'Direct Messages'}</h1>
      {channel?.topic ? (
        <span class="topic">
          <InlineMarkdown text={channel.topic} />
        </span>
      ) : (
        <span class="spacer" />
      )}
      <span class="local-badge" title="A stand-in for Discord that runs on this machine; nothing leaves it.">
        <b>Local Discord</b>
        <span> – everything on this machine</span>
      </span>
      <button
        type="button"
        class="plain tool wide-only"
        aria-label="Keyboard shortcuts"
        title="Keyboard"
        onClick={() => set({ dialog: { kind: 'keys' } })}
      >
        <Icon name="keyboard" />
      </button>
      <button
        type="button"
        hidden={!channel?.guild_id}
        class={`plain tool${members ? ' on' : ''}`}
        aria-pressed={members ? 'true' : 'false'}
        aria-label="Members"
        title="Members"
        onClick={() => set({ members: !members })}
      >
        <Icon name="people" />
      </button>
    </header>
  );
}

/** A small rising count is enough to show in the tab that something waits elsewhere. */
function useTitle() {
  const channel = useStore((s) => (s.route.channel ? s.channels[s.route.channel] : undefined));
  const guild = useStore((s) => guildOf(s, s.route.channel));
  const unread = useStore((s) => s.unread);
  const mentions = Object.values(unread).reduce((sum, u) => sum + u.mentions, 0);
  const where = channel ? `${isDm(channel) ? '@' : '#'}${channelName(get(), channel)}` : 'Direct Messages';
  useEffect(() => {
    document.title = `${mentions ? `(${mentions}) ` : ''}${where}${guild ? ` | ${guild.name}` : ''} – Local Discord`;
  }, [mentions, where, guild?.name]);
}

function Overlays() {
  const modal = useStore((s) => s.modal);
  const dialog = useStore((s) => s.dialog);
  const menu = useStore((s) => s.menu);
  const picker = useStore((s) => s.picker);
  const lightbox = useStore((s) => s.lightbox);
  return (
    <div class="overlays">
      {modal ? <ModalForm key={modal.modal.id} open={modal} /> : null}
      {dialog ? <Dialogs key={dialog.kind} dialog={dialog} /> : null}
      {lightbox ? <Lightbox image={lightbox} /> : null}
      {picker ? <EmojiPicker picker={picker} /> : null}
      {menu ? <ContextMenu key={`${menu.x},${menu.y},${menu.label}`} menu={menu} /> : null}
      <Toasts />
    </div>
  );
}

function Place() {
  const channel = useStore((s) => s.route.channel);
  const known = useStore((s) => (s.route.channel ? s.channels[s.route.channel] !== undefined : true));
  const me = useStore((s) => s.me);
  const [dragging, setDragging] = useState(false);
  if (!channel || !known)
    return (
      <div class="place">
        <div class="empty">
          <Icon name={known ? 'mail' : 'lock'} size={40} />
          <p>
            {known
              ? 'Choose a person on the left, or the bot, to write to.'
              : 'This channel does not exist, or this person cannot see it.'}
          </p>
        </div>
      </div>
    );
  const files = (e: DragEvent) => e.dataTransfer?.types.includes('Files') ?? false;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target; the upload button does the same by keyboard
    <div
      class="place"
      onDragOver={(e: DragEvent) => {
        if (!files(e)) return;
        e.preventDefault();
        setDragging(true);
      }}
      onDragLeave={(e: DragEvent) => e.target === e.currentTarget && setDragging(false)}
      onDrop={(e: DragEvent) => {
        if (!files(e)) return;
        e.preventDefault();
        setDragging(false);
        document.dispatchEvent(new CustomEvent('drop-files', { detail: [...(e.dataTransfer?.files ?? [])] }));
      }}
    >
      <MessageList key={`${me}:${channel}`} channel={channel} />
      <Composer key={`composer:${me}:${channel}`} channel={channel} />
      <div class="drop-hint" hidden={!dragging}>
        Drop files to attach them
      </div>
    </div>
  );
}

export function App() {
  const status = useStore((s) => s.status);
  const problem = useStore((s) => s.problem);
  const nav = useStore((s) => s.nav);
  const members = useStore((s) => s.members);
  const developer = useStore((s) => s.developer);
  useTitle();
  useEffect(() => {
    const keys = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey)) return;
      if (e.key === 'k') set({ dialog: get().dialog ? null : { kind: 'switcher' } });
      else if (e.key === '.') set({ developer: !get().developer });
      else if (e.key === '/') set({ dialog: { kind: 'keys' } });
      else return;
      e.preventDefault();
    };
    document.addEventListener('keydown', keys);
    return () => document.removeEventListener('keydown', keys);
  }, []);
  if (status === 'loading' || status === 'failed')
    return (
      <div class="boot" role="status">
        {status === 'failed' ? `The local Discord did not answer: ${problem}` : 'Opening the local Discord…'}
      </div>
    );
  return (
    <div
      class={`app${nav ? ' nav-open' : ''}${members ? ' with-members' : ''}${developer ? ' with-drawer' : ''}`}
    >
      <div class="left">
        <GuildRail />
        <Sidebar />
        <UserPanel />
      </div>
      <button
        type="button"
        class="scrim"
        aria-label="Hide the side lists"
        tabIndex={-1}
        onClick={() => set({ nav: false, members: innerWidth > 1000 && members })}
      />
      <main class="main">
        <Header />
        <div class="offline" role="alert" hidden={status !== 'offline'}>
          {problem}
        </div>
        <div class="main-body">
          <Place />
          {members ? <MemberList /> : null}
        </div>
      </main>
      {developer ? <DeveloperDrawer /> : null}
      <Overlays />
    </div>
  );
}
