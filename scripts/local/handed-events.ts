import type { App } from '../../src/app.ts';
import type { GatewayMessage } from '../../src/core/gateway/handle-event.ts';
import type { GatewayEvent } from '../../src/core/gateway/handler.ts';
import { wantedBy } from '../../src/core/gateway/wanted-by.ts';

/** Session of events that no gateway sent. */
const HANDED = 'handed-in';
let sequence = 0;
/** Those that the queue has not acknowledged yet. */
const waiting = new Set<number>();

/**
 * The Worker with `POST /_local/gateway-event {type, data}`, which queues an event as the gateway's object would, and
 * `GET /_local/gateway-event?sequence=N`, which says whether it is done.
 */
export function withHandedEvents(app: App): App {
  return {
    ...app,
    async fetch(request, env, execution) {
      const url = new URL(request.url);
      if (url.pathname !== '/_local/gateway-event') return app.fetch(request, env, execution);
      if (request.method === 'GET') {
        return Response.json({ done: !waiting.has(Number(url.searchParams.get('sequence'))) });
      }
      const { type, data } = (await request.json()) as Pick<GatewayEvent, 'type' | 'data'>;
      const { registry, outside } = await app.runtime(env, execution);
      const handlers = wantedBy(registry, type, data).map(({ id }) => id);
      sequence += 1;
      if (handlers.length === 0) return Response.json({ sequence, handlers });
      const event = { type, data, shard: 0, sequence, sessionId: HANDED, receivedAt: outside.now() };
      waiting.add(sequence);
      await env.GATEWAY_EVENTS.send({ kind: 'gateway', event } satisfies GatewayMessage);
      return Response.json({ sequence, handlers });
    },
    async queue(batch, env, execution) {
      const messages = batch.messages.map((message) => ({
        id: message.id,
        attempts: message.attempts,
        body: message.body,
        retry: (options?: { delaySeconds?: number }) => message.retry(options),
        ack: () => {
          const { kind, event } = (message.body ?? {}) as Partial<GatewayMessage>;
          if (kind === 'gateway' && event?.sessionId === HANDED) waiting.delete(event.sequence);
          message.ack();
        },
      }));
      await app.queue({ queue: batch.queue, messages }, env, execution);
    },
  };
}
