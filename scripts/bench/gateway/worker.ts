import type { App } from '../../../src/app.ts';
import { createGatewayCoordinator } from '../../../src/core/gateway/coordinator-object.ts';
import { defineGatewayHandler } from '../../../src/core/gateway/handler.ts';
import { createGatewayShard } from '../../../src/core/gateway/shard-object.ts';
import { createLiveFeed } from '../../../src/core/live/live-feed.ts';
import { createDestinationLane } from '../../../src/core/webhooks/destination-lane.ts';
import { serveLocally } from '../../local/serve-locally.ts';

/** How often each message was handled. */
const handled = new Map<string, number>();

const counted: App = serveLocally([
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
]);

/** The product's own gateway and queue; only its feature is a counter. */
export default {
  ...counted,
  async fetch(request, env, execution) {
    if (new URL(request.url).pathname !== '/_bench/handled') return counted.fetch(request, env, execution);
    const repeated = [...handled.values()].filter((times) => times > 1).length;
    return Response.json({ handled: handled.size, repeated });
  },
} satisfies App;
export const DestinationLane = createDestinationLane(counted);
export const LiveFeed = createLiveFeed(counted);
export const GatewayShard = createGatewayShard(counted);
export const GatewayCoordinator = createGatewayCoordinator(counted);
