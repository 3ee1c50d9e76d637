import { api, messageOf } from './api.ts';
import { connect } from './events.ts';
import { follow, openChannel } from './router.ts';
import { get, set, toast } from './store.ts';
import type { Channel, Id, Session } from './wire.ts';

const stored = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const store = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
};

export function setTheme(theme: 'dark' | 'light'): void {
  document.documentElement.dataset.theme = theme;
  store('theme', theme);
  set({ theme });
}

/** The session of the acting person; without one, of the first person who is in a server. */
async function readSession(): Promise<Session> {
  const session = await api<Session>('GET', '/session');
  const people = session.users.filter((u) => !u.bot);
  if (people.some((u) => u.id === get().me)) return session;
  for (const person of people.slice(0, 20)) {
    set({ me: person.id });
    const theirs = await api<Session>('GET', '/session');
    if (theirs.guilds.length) return theirs;
  }
  set({ me: people[0]?.id ?? '' });
  return session;
}

async function load(): Promise<void> {
  const session = await readSession();
  const users = Object.fromEntries([...session.users, session.bot].filter(Boolean).map((u) => [u.id, u]));
  const channels: Record<Id, Channel> = {};
  for (const guild of session.guilds) {
    for (const member of guild.members) users[member.user.id] ??= member.user;
    for (const channel of guild.channels) channels[channel.id] = { ...channel, guild_id: guild.id };
  }
  for (const dm of session.dms) {
    channels[dm.id] = dm;
    for (const user of dm.recipients ?? []) users[user.id] ??= user;
  }
  set({
    status: 'ready',
    problem: null,
    application: session.application,
    bot: session.bot,
    users,
    channels,
    guilds: Object.fromEntries(session.guilds.map((g) => [g.id, g])),
    guildOrder: session.guilds.map((g) => g.id),
    joinable: session.joinable,
    presences: session.presences,
    commands: {},
    dmsClosed: session.settings?.dms_closed ?? false,
  });
}

export async function start(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('user');
  set({
    theme: document.documentElement.dataset.theme === 'light' ? 'light' : 'dark',
    me: asked ?? stored('me') ?? '',
    members: innerWidth > 1000,
  });
  try {
    await load();
  } catch (error) {
    set({ status: 'failed', problem: messageOf(error) });
    return;
  }
  addEventListener('popstate', follow);
  follow();
  connect(resync, load);
}

/** After a lost connection or a changed person everything shown may be stale: read it again. */
async function resync(): Promise<void> {
  try {
    await load();
    set({ pages: {} });
    follow();
  } catch (error) {
    set({ status: 'offline', problem: messageOf(error) });
  }
}

export async function switchUser(id: Id): Promise<void> {
  if (id === get().me) return;
  store('me', id);
  set({
    me: id,
    pages: {},
    unread: {},
    typing: {},
    pending: {},
    failed: {},
    waiting: [],
    modal: null,
    reply: {},
    dmsClosed: false,
  });
  await resync();
  const { channel } = get().route;
  if (channel && !get().channels[channel]) {
    history.replaceState(null, '', '/');
    follow();
    toast('Not visible to this person', 'The channel you had open is hidden from them.', 'info');
  }
  connect(resync, load);
}

export async function openDm(recipient: Id): Promise<void> {
  try {
    const dm = await api<Channel>('POST', '/dms', { recipient_id: recipient });
    const known = get().channels[dm.id];
    const recipients =
      dm.recipients ?? known?.recipients ?? [get().users[recipient]].filter((u) => u !== undefined);
    set((s) => ({ channels: { ...s.channels, [dm.id]: { ...dm, recipients } } }));
    openChannel(dm.id);
  } catch (error) {
    toast('No direct message', messageOf(error));
  }
}

export async function setDmsClosed(closed: boolean): Promise<void> {
  try {
    await api('POST', '/settings', { dms_closed: closed });
    set({ dmsClosed: closed });
    toast(
      closed ? 'Your DMs are closed' : 'Your DMs are open',
      closed ? 'The bot now gets error 50007 when it writes to you.' : undefined,
      'info',
    );
  } catch (error) {
    toast('Setting not saved', messageOf(error));
  }
}
