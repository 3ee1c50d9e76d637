import { api, compareIds, messageOf, snowflake } from './api.ts';
import { get, type Page, set, toast } from './store.ts';
import { type Emoji, flags, has, type Id, type Message } from './wire.ts';

const pageSize = 50;
const empty: Page = { list: [], complete: false, loading: false };

export const pageOf = (channel: Id): Page => get().pages[channel] ?? empty;

export function patchPage(channel: Id, patch: (page: Page) => Partial<Page>): void {
  set((s) => {
    const page = s.pages[channel] ?? empty;
    return { pages: { ...s.pages, [channel]: { ...page, ...patch(page) } } };
  });
}

/** Merges by id, oldest first; a newer copy of a message replaces the older. */
function merge(old: Message[], fresh: Message[]): Message[] {
  const byId = new Map(old.map((m) => [m.id, m]));
  for (const message of fresh) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => compareIds(a.id, b.id));
}

export async function loadMessages(channel: Id, older = false): Promise<void> {
  const page = pageOf(channel);
  if (page.loading || (older ? page.complete : page.list.length > 0)) return;
  patchPage(channel, () => ({ loading: true, error: undefined }));
  const oldest = older ? page.list.find((m) => !has(m.flags, flags.ephemeral))?.id : undefined;
  try {
    const query = `limit=${pageSize}${oldest ? `&before=${oldest}` : ''}`;
    const fresh = await api<Message[]>('GET', `/channels/${channel}/messages?${query}`);
    patchPage(channel, (p) => ({
      list: merge(p.list, fresh),
      complete: fresh.length < pageSize,
      loading: false,
    }));
  } catch (error) {
    patchPage(channel, () => ({ loading: false, error: messageOf(error) }));
  }
}

/** Loads backwards until the message is there (at most 20 pages), then marks it. */
export async function loadUntil(channel: Id, message: Id): Promise<void> {
  await loadMessages(channel);
  for (let i = 0; i < 20; i++) {
    const page = pageOf(channel);
    if (page.list.some((m) => m.id === message) || page.complete || page.error) break;
    await loadMessages(channel, true);
  }
  if (pageOf(channel).list.some((m) => m.id === message)) highlight(message);
  else toast('Message not found', 'It was deleted, or you can’t see it.', 'info');
}

let clearing: ReturnType<typeof setTimeout> | undefined;
export function highlight(message: Id): void {
  set({ highlight: null });
  queueMicrotask(() => set({ highlight: message }));
  clearTimeout(clearing);
  clearing = setTimeout(() => set({ highlight: null }), 2500);
}

export function upsert(message: Message): void {
  if (!(message.channel_id in get().pages)) return;
  patchPage(message.channel_id, (page) => {
    const known = page.list.find((m) => m.id === message.id);
    const drafted = page.list.filter((m) => !(m.nonce && m.nonce === message.nonce && m.id !== message.id));
    return { list: merge(drafted, [known ? { ...known, ...message } : message]) };
  });
}
export function change(channel: Id, id: Id, patch: (message: Message) => Partial<Message>): void {
  if (!(channel in get().pages)) return;
  patchPage(channel, (page) => ({ list: page.list.map((m) => (m.id === id ? { ...m, ...patch(m) } : m)) }));
}
export function drop(channel: Id, ids: Id[]): void {
  if (!(channel in get().pages)) return;
  patchPage(channel, (page) => ({ list: page.list.filter((m) => !ids.includes(m.id)) }));
}

export const sending = new Set<string>();

/** Sends once; a refusal becomes a toast with Discord's reason and `false`, so that the composer keeps the text. */
export async function sendMessage(
  channel: Id,
  content: string,
  files: File[] = [],
  extra: Record<string, unknown> = {},
): Promise<boolean> {
  const nonce = snowflake();
  const payload = { content, nonce, ...extra };
  let body: unknown = payload;
  if (files.length) {
    const form = new FormData();
    const attachments = files.map((file, id) => ({ id, filename: file.name }));
    form.set('payload_json', JSON.stringify({ ...payload, attachments }));
    for (const [i, file] of files.entries()) form.set(`files[${i}]`, file, file.name);
    body = form;
  }
  const author = get().users[get().me];
  const answers = extra.message_reference as Message['message_reference'];
  if (content && !files.length && author) {
    sending.add(nonce);
    upsert({
      id: nonce,
      channel_id: channel,
      type: answers ? 19 : 0,
      author,
      content,
      message_reference: answers,
      referenced_message: pageOf(channel).list.find((m) => m.id === answers?.message_id),
      timestamp: new Date().toISOString(),
      nonce,
    });
  }
  try {
    const sent = await api<Message | null>('POST', `/channels/${channel}/messages`, body);
    sending.delete(nonce);
    if (sent?.id) upsert({ ...sent, nonce });
    return true;
  } catch (error) {
    sending.delete(nonce);
    drop(channel, [nonce]);
    toast('Message not sent', messageOf(error));
    return false;
  }
}

const attempt = async (title: string, work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch (error) {
    toast(title, messageOf(error));
    return false;
  }
};

export const editMessage = (message: Message, content: string): Promise<boolean> =>
  attempt('Message not edited', async () => {
    await api('PATCH', `/channels/${message.channel_id}/messages/${message.id}`, { content });
    set({ editing: null });
  });

export const deleteMessage = (message: Message): Promise<boolean> =>
  attempt('Message not deleted', () =>
    api('DELETE', `/channels/${message.channel_id}/messages/${message.id}`),
  );

export const dismiss = (message: Message): Promise<boolean> => {
  drop(message.channel_id, [message.id]);
  return attempt('Not dismissed', () => api('POST', '/dismiss', { message_id: message.id }));
};

export const emojiKey = (emoji: Emoji): string =>
  emoji.id ? `${emoji.name}:${emoji.id}` : (emoji.name ?? '');

export const toggleReaction = (message: Message, key: string, on: boolean): Promise<boolean> =>
  attempt('Reaction not changed', () =>
    api(
      on ? 'PUT' : 'DELETE',
      `/channels/${message.channel_id}/messages/${message.id}/reactions/${encodeURIComponent(key)}`,
    ),
  );

export const createThread = async (channel: Id, name: string, message?: Id): Promise<Id | null> => {
  try {
    const thread = await api<{ id: Id }>('POST', `/channels/${channel}/threads`, {
      name,
      message_id: message,
    });
    return thread.id;
  } catch (error) {
    toast('Thread not created', messageOf(error));
    return null;
  }
};

let typedAt = 0;
/** Says "typing" at most every 8 s, as Discord's indicator lasts 10 s. */
export function typing(channel: Id): void {
  if (Date.now() - typedAt < 8000) return;
  typedAt = Date.now();
  api('POST', `/channels/${channel}/typing`).catch(() => {});
}
