import { WebSocket } from 'ws';
import type { LiveEvent } from '../../../../src/core/live/live-event.ts';
import { CLOSE, type FeedMessage, type ReaderMessage } from '../../../../src/core/live/wire.ts';
import type { TestApp } from '../../../support/app.ts';
import type { Visitor } from '../../../support/dashboard.ts';
import { eventually } from '../../../support/eventually.ts';

/** Somebody who has a guild's stream open. */
export interface LiveReader {
  messages: FeedMessage[];
  /** All events so far. */
  events(): LiveEvent[];
  /** The id to come back with. */
  lastId(): string;
  closed(): { code: number } | undefined;
  say(message: ReaderMessage): void;
  /** Waits until it has so many events. */
  has(count: number): Promise<LiveEvent[]>;
  close(): void;
}

export const cookieOf = (visitor: Visitor): string =>
  [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

/** Opens the stream as a WebSocket and waits for its first word; fails with the status if it is refused. */
export async function openSocket(
  app: TestApp,
  guildId: string,
  by: { key: string } | { visitor: Visitor },
  query: Record<string, string> = {},
  origin = app.url,
): Promise<LiveReader> {
  const url = `${app.url.replace('http', 'ws')}/guilds/${guildId}/live?${new URLSearchParams(query)}`;
  const headers =
    'key' in by ? { authorization: `Bearer ${by.key}` } : { cookie: cookieOf(by.visitor), origin };
  const socket = new WebSocket(url, { headers });
  const messages: FeedMessage[] = [];
  let closed: { code: number } | undefined;
  let refused: Error | undefined;
  socket.on('message', (data) => {
    if (String(data) === 'pong') return;
    const message = JSON.parse(String(data)) as FeedMessage;
    messages.push(message);
    if (message.kind === 'bye') {
      closed = { code: CLOSE[message.reason] };
      socket.terminate();
    }
  });
  socket.on('close', (code) => {
    closed ??= { code };
  });
  socket.on('error', (error) => {
    refused = error;
  });
  await eventually('the stream opens', () => {
    if (refused) return true;
    return messages.length > 0;
  });
  if (refused) throw refused;
  return readerOf(messages, {
    closed: () => closed,
    say: (message) => socket.send(JSON.stringify(message)),
    close: () => socket.close(),
  });
}

/** Opens it as Server-Sent Events. */
export async function openEventStream(
  app: TestApp,
  guildId: string,
  by: { key: string } | { visitor: Visitor },
  query: Record<string, string> = {},
  lastEventId?: string,
): Promise<LiveReader> {
  const stop = new AbortController();
  const response = await fetch(`${app.url}/guilds/${guildId}/live?${new URLSearchParams(query)}`, {
    headers: {
      accept: 'text/event-stream',
      ...('key' in by ? { authorization: `Bearer ${by.key}` } : { cookie: cookieOf(by.visitor) }),
      ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
    },
    signal: stop.signal,
  });
  if (response.status !== 200 || !response.body) throw new Error(`refused: ${response.status}`);
  const messages: FeedMessage[] = [];
  let ended = false;
  const read = async (body: ReadableStream<Uint8Array>) => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) messages.push(...parseBlock(block));
    }
  };
  read(response.body).then(
    () => {
      ended = true;
    },
    () => {
      ended = true;
    },
  );
  await eventually('the stream opens', () => messages.length > 0);
  return readerOf(messages, {
    closed: () => (ended ? { code: 1000 } : undefined),
    say: () => {
      throw new Error('nobody can talk into an event stream');
    },
    close: () => stop.abort(),
  });
}

function parseBlock(block: string): FeedMessage[] {
  const fields = new Map(
    block.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]),
  );
  const data = fields.get('data');
  if (data === undefined) return [];
  const id = fields.get('id') ?? '';
  const kind = fields.get('event');
  const body = JSON.parse(data);
  return [(kind ? { kind, id, ...body } : { kind: 'events', id, events: [body] }) as FeedMessage];
}

function readerOf(messages: FeedMessage[], parts: Pick<LiveReader, 'closed' | 'say' | 'close'>): LiveReader {
  const events = () => messages.flatMap((message) => (message.kind === 'events' ? message.events : []));
  return {
    ...parts,
    messages,
    events,
    lastId: () => messages.flatMap((message) => ('id' in message ? [message.id] : [])).at(-1) ?? '0',
    async has(count) {
      await eventually(`${count} events`, () => events().length >= count);
      return events();
    },
  };
}
