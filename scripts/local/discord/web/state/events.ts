import { applyChannel, applyMember, applyReaction, applyRole } from './event-changes.ts';
import { onInteraction } from './interactions.ts';
import { drop, upsert } from './messages.ts';
import { get, set } from './store.ts';
import { type Channel, flags, has, type Id, type Member, type Message, type Status } from './wire.ts';

let source: EventSource | null = null;
let reloadSession: () => Promise<void> = async () => {};
let reloading: ReturnType<typeof setTimeout> | undefined;
/** What a person sees follows from their roles: after such a change the session is read again, once per burst. */
function reloadSoon(): void {
  clearTimeout(reloading);
  reloading = setTimeout(() => void reloadSession().catch(() => {}), 150);
}

/** Follows the acting person's events; the browser reconnects by itself, then everything is read again. */
export function connect(resync: () => Promise<void>, reload: () => Promise<void>): void {
  reloadSession = reload;
  source?.close();
  const current = new EventSource(`/_client/events?user=${get().me}`);
  source = current;
  let lost = false;
  current.onopen = () => {
    if (lost) void resync();
    lost = false;
    if (get().status === 'offline') set({ status: 'ready', problem: null });
  };
  current.onerror = () => {
    lost = true;
    set({ status: 'offline', problem: 'The local Discord does not answer. It reconnects by itself.' });
  };
  current.onmessage = (event) => {
    const { t, d } = JSON.parse(event.data) as { t: string; d: never };
    if (source === current) dispatch(t, d);
  };
}

export function dispatch(t: string, d: never): void {
  const handler = handlers[t];
  if (handler) handler(d);
  else if (t?.startsWith('INTERACTION') || t === 'APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE')
    onInteraction(t, d);
}

const handlers: Record<string, (d: never) => void> = {
  MESSAGE_CREATE: (d: Message) => {
    upsert(d);
    stopTyping(d.channel_id, d.author.id);
    markUnread(d);
  },
  MESSAGE_UPDATE: (d: Message) => {
    const known = get().pages[d.channel_id]?.list.some((m) => m.id === d.id);
    if (known || d.author) upsert(d);
  },
  MESSAGE_DELETE: (d: { id: Id; channel_id: Id }) => drop(d.channel_id, [d.id]),
  MESSAGE_DELETE_BULK: (d: { ids: Id[]; channel_id: Id }) => drop(d.channel_id, d.ids),
  MESSAGE_REACTION_ADD: (d: never) => applyReaction(d, 1),
  MESSAGE_REACTION_REMOVE: (d: never) => applyReaction(d, -1),
  MESSAGE_REACTION_REMOVE_ALL: (d: { channel_id: Id; message_id: Id }) =>
    applyReaction({ ...d, all: true }, -1),
  MESSAGE_REACTION_REMOVE_EMOJI: (d: never) => applyReaction(d, 0),
  CHANNEL_CREATE: (d: Channel) => applyChannel(d),
  CHANNEL_UPDATE: (d: Channel) => applyChannel(d),
  CHANNEL_DELETE: (d: Channel) => applyChannel(d, true),
  THREAD_CREATE: (d: Channel) => applyChannel(d),
  THREAD_UPDATE: (d: Channel) => applyChannel(d),
  THREAD_DELETE: (d: Channel) => applyChannel(d, true),
  GUILD_MEMBER_ADD: (d: never) => applyMember(d),
  GUILD_MEMBER_UPDATE: (d: Member & { guild_id: Id }) => {
    applyMember(d);
    if (d.user.id === get().me) reloadSoon();
  },
  GUILD_MEMBER_REMOVE: (d: never) => applyMember(d, true),
  GUILD_ROLE_CREATE: (d: never) => applyRole(d),
  GUILD_ROLE_UPDATE: (d: never) => {
    applyRole(d);
    reloadSoon();
  },
  GUILD_CREATE: reloadSoon,
  GUILD_UPDATE: reloadSoon,
  GUILD_DELETE: reloadSoon,
  GUILD_ROLE_DELETE: (d: never) => applyRole(d, true),
  PRESENCE_UPDATE: (d: { user_id: Id; status: Status }) =>
    set((s) => ({ presences: { ...s.presences, [d.user_id]: d.status } })),
  COMMANDS_UPDATE: () => set({ commands: {} }),
  TYPING_START: (d: { channel_id: Id; user_id: Id }) => {
    if (d.user_id === get().me) return;
    set((s) => ({
      typing: {
        ...s.typing,
        [d.channel_id]: { ...s.typing[d.channel_id], [d.user_id]: Date.now() + 10_000 },
      },
    }));
    setTimeout(() => stopTyping(d.channel_id, d.user_id, true), 10_050);
  },
};

function stopTyping(channel: Id, user: Id, onlyExpired = false): void {
  const until = get().typing[channel]?.[user];
  if (!until || (onlyExpired && until > Date.now())) return;
  set((s) => {
    const { [user]: _, ...rest } = s.typing[channel] ?? {};
    return { typing: { ...s.typing, [channel]: rest } };
  });
}

function markUnread(message: Message): void {
  const { me, route, guilds, unread, pages, channels } = get();
  const away = route.channel !== message.channel_id || document.hidden;
  if (message.author.id === me || !away || has(message.flags, flags.ephemeral)) return;
  const guild = message.guild_id ?? channels[message.channel_id]?.guild_id;
  const mine = guild ? (guilds[guild]?.members.find((m) => m.user.id === me)?.roles ?? []) : [];
  const mention =
    !guild ||
    message.mention_everyone === true ||
    message.mentions?.some((u) => u.id === me) === true ||
    message.mention_roles?.some((r) => mine.includes(r)) === true;
  const before = unread[message.channel_id];
  const list = pages[message.channel_id]?.list.filter((m) => m.id !== message.id);
  set({
    unread: {
      ...unread,
      [message.channel_id]: {
        count: (before?.count ?? 0) + 1,
        mentions: (before?.mentions ?? 0) + (mention ? 1 : 0),
        after: before?.after ?? list?.at(-1)?.id ?? null,
      },
    },
  });
}
