import { type ActionContext, createContext } from '../context.ts';
import { InputError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { eventStream, type WorkerSocket } from './event-stream.ts';
import { readFilter } from './live-filter.ts';
import { wantsEventStream } from './live-path.ts';
import { openFeed } from './open-feed.ts';
import { pollEvents } from './poll-events.ts';
import { admitReader } from './readers.ts';
import { draftsFor, takeDraft } from './slow-drafts.ts';

const MOST_EVENTS = 100;

/**
 * The guild's stream in the form that the reader can take: a WebSocket, Server-Sent Events, or one answer in JSON for
 * whoever asks again and again. All three take `since` (or `Last-Event-ID`), `type` and `subject`. By POST it takes
 * what somebody is writing, which a socket says over itself.
 */
export async function serveLive(
  request: Request,
  runtime: Runtime,
  { guildId, requestId }: { guildId: string; requestId: string },
): Promise<Response> {
  const url = new URL(request.url);
  const reader = await admitReader(runtime, request, guildId);
  // Only reads by what the reader was granted, so nobody acts here.
  const ctx: ActionContext = createContext(runtime, {
    guildId,
    actor: { kind: 'system', name: 'live' },
    source: 'api',
    requestId,
  });
  if (request.method === 'POST') return takeDraft(ctx, request, reader);
  const filter = readFilter(url.searchParams);
  const since = request.headers.get('last-event-id') || url.searchParams.get('since') || undefined;
  if (since !== undefined && since.length > 64) throw new InputError('since: That is too long.');

  if (request.headers.get('upgrade')?.toLowerCase() === 'websocket') {
    return openFeed(runtime, reader, filter, since);
  }
  if (wantsEventStream(request)) {
    const opened = await openFeed(runtime, reader, filter, since);
    const { webSocket } = opened as unknown as { webSocket: WorkerSocket };
    return new Response(eventStream(webSocket, runtime.outside), {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform' },
    });
  }
  const [polled, drafts] = await Promise.all([
    pollEvents(ctx, reader, filter, { since, limit: MOST_EVENTS }),
    draftsFor(ctx, reader, filter),
  ]);
  return Response.json({ ...polled, drafts }, { headers: { 'cache-control': 'no-store' } });
}
