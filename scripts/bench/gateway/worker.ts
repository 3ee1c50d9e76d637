import type { App } from '../../../src/app.ts';
import type { QueueBinding } from '../../../src/core/env.ts';
import { sourceOf } from '../../../src/core/front.ts';
import { createGatewayCoordinator } from '../../../src/core/gateway/coordinator-object.ts';
import { defineGatewayHandler } from '../../../src/core/gateway/handler.ts';
import { createGatewayShard } from '../../../src/core/gateway/shard-object.ts';
import { createLiveFeed } from '../../../src/core/live/live-feed.ts';
import { createDestinationLane } from '../../../src/core/webhooks/destination-lane.ts';
import { serveLocally } from '../../local/serve-locally.ts';

/** How often each message was handled. */
const handled = new Map<string, number>();

const counted: App = serveLocally(
  sourceOf([
    {
      name: 'bench',
      title: 'Bench',
      summary: 'Counts messages.',
      gateway: [
        defineGatewayHandler({
          event: 'MESSAGE_CREATE',
          intents: ['DIRECT_MESSAGES'],
          wants: ({ author }) => !author.bot,
          handle: async (_runtime, { data }) => {
            handled.set(data.id, (handled.get(data.id) ?? 0) + 1);
          },
        }),
      ],
    },
  ]),
);

/** How often each event was given to a queue that takes everything at once. */
const taken = new Map<string, number>();
const bottomless: QueueBinding = {
  send: async () => {},
  sendBatch: async (messages) => {
    for (const { body } of messages) {
      const { event } = JSON.parse(String(body)) as { event: { sessionId: string; sequence: number } };
      const id = `${event.sessionId}:${event.sequence}`;
      taken.set(id, (taken.get(id) ?? 0) + 1);
    }
  },
};

/** With `BENCH_QUEUE=none` the object alone is measured: what the local queue costs is no part of the product. */
const gateway: App = {
  ...counted,
  runtime: async (env, execution) => {
    const runtime = await counted.runtime(env, execution);
    if ((env as { BENCH_QUEUE?: string }).BENCH_QUEUE !== 'none') return runtime;
    return { ...runtime, config: { ...runtime.config, gatewayEvents: bottomless } };
  },
};

/** The product's own gateway and queue; only its feature is a counter. */
export default {
  ...counted,
  async fetch(request, env, execution) {
    if (new URL(request.url).pathname !== '/_bench/handled') return counted.fetch(request, env, execution);
    const counts = handled.size > 0 ? handled : taken;
    const repeated = [...counts.values()].filter((times) => times > 1).length;
    return Response.json({ handled: counts.size, repeated });
  },
} satisfies App;
export const DestinationLane = createDestinationLane(counted);
export const LiveFeed = createLiveFeed(counted);
export const GatewayShard = createGatewayShard(gateway);
export const GatewayCoordinator = createGatewayCoordinator(counted);
