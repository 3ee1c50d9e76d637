import type { Outside } from '../outside.ts';
import type { FeedMessage } from './wire.ts';

/** The Worker's end of a socket at the feed. */
export interface WorkerSocket {
  accept(): void;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close' | 'error', listener: () => void): void;
}

/** Proxies close connections on which nothing happens; milliseconds between signs of life. */
const KEEP_ALIVE_MS = 20_000;
/** A browser that lost the stream comes back after this time, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * A socket at the feed as Server-Sent Events, for those whose network lets no WebSocket through. The feed is told that
 * events are done with only when the reader has taken them, so at most CREDIT of them wait here.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventStream(socket: WorkerSocket, outside: Outside): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const waiting: { text: string; events: number }[] = [{ text: `retry: ${RETRY_MS}\n\n`, events: 0 }];
  let over = false;
  let done = 0;
  let wakeReader: (() => void) | undefined;
  const say = (text: string, events = 0) => {
    waiting.push({ text, events });
    wakeReader?.();
  };
  const end = () => {
    over = true;
    wakeReader?.();
  };
  socket.addEventListener('message', ({ data }) => {
    if (data === 'pong') return;
    const message = JSON.parse(String(data)) as FeedMessage;
    say(asEvents(message), message.kind === 'events' ? message.events.length : 0);
    if (message.kind === 'bye') end();
  });
  socket.addEventListener('close', end);
  socket.addEventListener('error', end);
  socket.accept();
  const keepAlive = async () => {
    while (!over) {
      await outside.sleep(KEEP_ALIVE_MS);
      if (!over && waiting.length === 0) say(': here\n\n');
    }
  };
  void keepAlive();

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (waiting.length === 0 && !over) {
          await new Promise<void>((resolve) => {
            wakeReader = resolve;
          });
        }
        const next = waiting.shift();
        if (!next) {
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode(next.text));
        if (next.events === 0) return;
        done += next.events;
        if (!over) socket.send(JSON.stringify({ ack: done }));
      },
      cancel() {
        over = true;
        socket.close(1000, 'gone');
      },
    },
    { highWaterMark: 0 },
  );
}

/** One message of the feed in the words of the standard. Events have no name, so that `onmessage` hears all of them. */
function asEvents(message: FeedMessage): string {
  switch (message.kind) {
    case 'events': {
      const said = message.events.map((event) => block({ id: event.id, data: event }));
      const last = message.events.at(-1)?.id;
      return said.join('') + (last === message.id ? '' : block({ id: message.id, event: 'at', data: {} }));
    }
    case 'drafts': {
      const { subject, drafts } = message;
      return block({ event: 'drafts', data: { subject, drafts } });
    }
    case 'bye':
      return block({ id: message.id, event: 'bye', data: { reason: message.reason } });
    case 'hello':
      return block({ id: message.id, event: 'hello', data: { lost: message.lost } });
    case 'at':
      return block({ id: message.id, event: 'at', data: {} });
  }
}

const block = ({ id, event, data }: { id?: string; event?: string; data: unknown }): string =>
  `${id === undefined ? '' : `id: ${id}\n`}${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`;
