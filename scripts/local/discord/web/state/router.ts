import { loadMessages, loadUntil } from './messages.ts';
import { channelTypes } from './selectors.ts';
import { get, type Route, set } from './store.ts';
import type { Id } from './wire.ts';

/** Reads `/channels/<guild|@me>/<channel>/<message>`; anything else opens the start. */
export function parsePath(path: string): Route | null {
  const [, word, guild, channel, message] = path.split('/').map((part) => decodeURIComponent(part));
  if (word !== 'channels' || !guild) return null;
  return { guild, channel: channel || null, message: message || null };
}
export const pathOf = (guild: Id, channel?: Id | null, message?: Id | null): string =>
  `/channels/${[guild, channel, message].filter(Boolean).join('/')}`;

export function firstChannel(guildId: Id): Id | null {
  const guild = get().guilds[guildId];
  if (!guild) return null;
  const remembered = remember(guildId);
  if (remembered && get().channels[remembered]) return remembered;
  const texts = Object.values(get().channels)
    .filter((c) => c.guild_id === guildId && (c.type === channelTypes.text || c.type === channelTypes.news))
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return texts[0]?.id ?? null;
}

const remember = (guild: Id): Id | null => {
  try {
    return localStorage.getItem(`last:${guild}`);
  } catch {
    return null;
  }
};

export function open(
  guild: Id | '@me',
  channel: Id | null,
  message: Id | null = null,
  replace = false,
): void {
  const target = channel ?? (guild === '@me' ? null : firstChannel(guild));
  const url = pathOf(guild, target, message);
  if (url !== location.pathname) history[replace ? 'replaceState' : 'pushState'](null, '', url);
  show({ guild, channel: target, message });
}

export function openChannel(channel: Id, message: Id | null = null): void {
  open(get().channels[channel]?.guild_id ?? '@me', channel, message);
}

export function show(route: Route): void {
  set((s) => ({
    route,
    nav: false,
    menu: null,
    dialog: null,
    picker: null,
    lightbox: null,
    editing: null,
    highlight: null,
    unread: without(s.unread, route.channel),
  }));
  if (!route.channel) return;
  try {
    localStorage.setItem(`last:${route.guild}`, route.channel);
  } catch {
    // Private windows may refuse storage; the start channel is then the first one.
  }
  if (route.message) void loadUntil(route.channel, route.message);
  else void loadMessages(route.channel);
}

function without<T>(record: Record<string, T>, key: string | null): Record<string, T> {
  if (!key || !(key in record)) return record;
  const { [key]: _, ...rest } = record;
  return rest;
}

export function follow(): void {
  const route = parsePath(location.pathname);
  if (route) show(route.channel ? route : { ...route, channel: firstChannel(route.guild) });
  else open(get().guildOrder[0] ?? '@me', null, null, true);
}
