import { commandsOf, loadCommands } from './commands.ts';
import { runCommand } from './interactions.ts';
import { createThread, dismiss, toggleReaction } from './messages.ts';
import { openChannel, pathOf } from './router.ts';
import { can, channelTypes, displayName, guildOf, isDm, isThread } from './selectors.ts';
import { openDm } from './session.ts';
import { get, type MenuItem, set, toast } from './store.ts';
import { flags, has, type Id, type Message } from './wire.ts';

export const closeMenu = (): void => {
  const back = get().menu?.back;
  set({ menu: null });
  back?.focus();
};

export interface Anchor {
  x: number;
  y: number;
  back: HTMLElement | null;
}
/** Where a menu opens: at the pointer for a right click, under the control for a click or a key. Read it before any await. */
export function anchorOf(event: Event): Anchor {
  event.preventDefault();
  event.stopPropagation();
  const back = event.currentTarget instanceof HTMLElement ? event.currentTarget : null;
  const box = back?.getBoundingClientRect();
  const pointer =
    event instanceof MouseEvent && event.type === 'contextmenu' && event.clientX + event.clientY > 0;
  return pointer
    ? { x: event.clientX, y: event.clientY, back }
    : { x: (box?.right ?? 100) - 8, y: (box?.bottom ?? 100) + 4, back };
}
export const openMenu = (at: Anchor, label: string, items: MenuItem[]): void =>
  set({ menu: { ...at, label, items } });

export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied`, text, 'info');
  } catch {
    toast(what, text, 'info');
  }
}

export const openProfile = (user: Id): void => set({ dialog: { kind: 'profile', user } });

/** The Apps submenu: user commands (2) or message commands (3) for one target. */
function apps(type: 2 | 3, channel: Id, target: Id): MenuItem {
  const list = (commandsOf(channel) ?? []).filter((c) => c.type === type);
  const children = list.map((command) => ({
    label: command.name,
    hint: get().application.name,
    run: () =>
      void runCommand(channel, command.name, {
        id: command.id,
        name: command.name,
        type,
        version: command.version,
        target_id: target,
        options: [],
      }),
  }));
  return {
    label: 'Apps',
    icon: 'apps',
    children: children.length ? children : [{ label: 'No commands here', disabled: true }],
  };
}

export async function messageMenu(event: Event, message: Message): Promise<void> {
  const at = anchorOf(event);
  await loadCommands(message.channel_id);
  openMenu(at, 'Message', messageItems(message));
}

export function messageItems(message: Message): MenuItem[] {
  const s = get();
  const { id, channel_id: channel } = message;
  const guild = guildOf(s, channel);
  const where = s.channels[channel];
  const mine = message.author.id === s.me;
  const own = has(message.flags, flags.ephemeral);
  const copies: MenuItem[] = [
    ...(message.content
      ? [{ label: 'Copy Text', icon: 'copy', run: () => void copy(message.content, 'Text') }]
      : []),
    {
      label: 'Copy Message Link',
      icon: 'link',
      run: () => void copy(location.origin + pathOf(guild?.id ?? '@me', channel, id), 'Link'),
    },
    { label: 'Copy Message ID', icon: 'id', run: () => void copy(id, 'Message ID') },
  ];
  if (own)
    return [
      apps(3, channel, id),
      ...copies,
      { label: 'Dismiss', icon: 'close', danger: true, run: () => void dismiss(message) },
    ];
  const threadable = where && !isDm(where) && !isThread(where) && !message.thread;
  const items: MenuItem[] = [
    {
      label: 'Add Reaction',
      icon: 'smile',
      run: () => openPicker((emoji) => void toggleReaction(message, emoji, true)),
    },
    { label: 'Reply', icon: 'reply', run: () => startReply(message) },
    { label: 'Forward', icon: 'forward', run: () => set({ dialog: { kind: 'forward', message } }) },
  ];
  if (mine) items.push({ label: 'Edit Message', icon: 'edit', run: () => set({ editing: id }) });
  if (message.thread)
    items.push({ label: 'Open Thread', icon: 'thread', run: () => openChannel(message.thread?.id ?? '') });
  if (threadable)
    items.push({
      label: 'Create Thread',
      icon: 'thread',
      run: () => set({ dialog: { kind: 'thread', channel, message } }),
    });
  items.push({ ...apps(3, channel, id), separator: true }, ...copies);
  if (mine || can(s, 'manageMessages', channel))
    if (mine || !isDm(where))
      items.push({
        label: 'Delete Message',
        icon: 'trash',
        danger: true,
        separator: true,
        run: () => set({ dialog: { kind: 'delete', message } }),
      });
  return items;
}

export async function userMenu(event: Event, user: Id): Promise<void> {
  const at = anchorOf(event);
  const { channel } = get().route;
  if (channel) await loadCommands(channel);
  const s = get();
  const who = s.users[user];
  const items: MenuItem[] = [
    { label: 'Profile', icon: 'people', run: () => openProfile(user) },
    {
      label: 'Mention',
      icon: 'plus',
      disabled: !channel,
      run: () => document.dispatchEvent(new CustomEvent('mention', { detail: user })),
    },
    { label: 'Message', icon: 'mail', disabled: user === s.me, run: () => void openDm(user) },
    ...(channel ? [{ ...apps(2, channel, user), separator: true }] : []),
    { label: 'Copy User ID', icon: 'id', run: () => void copy(user, 'User ID') },
  ];
  openMenu(at, displayName(who, guildOf(s, channel)), items);
}

export function channelMenu(event: Event, channel: Id): void {
  const s = get();
  const where = s.channels[channel];
  const items: MenuItem[] = [
    { label: 'Mark as Read', icon: 'check', disabled: !s.unread[channel], run: () => markRead(channel) },
    {
      label: 'Copy Link',
      icon: 'link',
      run: () => void copy(location.origin + pathOf(where?.guild_id ?? '@me', channel), 'Link'),
    },
    { label: 'Copy Channel ID', icon: 'id', run: () => void copy(channel, 'Channel ID') },
  ];
  if (where?.type === channelTypes.text)
    items.splice(1, 0, {
      label: 'Create Thread',
      icon: 'thread',
      run: () => set({ dialog: { kind: 'thread', channel } }),
    });
  openMenu(anchorOf(event), where?.name ?? 'Channel', items);
}

export function markRead(channel: Id): void {
  set((s) => {
    const { [channel]: _, ...unread } = s.unread;
    return { unread };
  });
}

export function startReply(message: Message): void {
  set((s) => ({ reply: { ...s.reply, [message.channel_id]: { message, mention: true } } }));
  document.dispatchEvent(new CustomEvent('focus-composer'));
}

export function openPicker(pick: (emoji: string) => void): void {
  const at = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const box = at && at !== document.body ? at.getBoundingClientRect() : null;
  set({ picker: { x: box?.right ?? innerWidth / 2, y: box?.top ?? innerHeight / 2, pick, back: at } });
}

export async function makeThread(channel: Id, name: string, message?: Id): Promise<void> {
  const thread = await createThread(channel, name, message);
  if (!thread) return;
  set({ dialog: null });
  for (let i = 0; i < 20 && !get().channels[thread]; i++) await new Promise((done) => setTimeout(done, 50));
  openChannel(thread);
}
