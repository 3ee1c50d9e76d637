import { createGatewayCoordinator } from '../../src/core/gateway/coordinator-object.ts';
import { createGatewayShard } from '../../src/core/gateway/shard-object.ts';
import { createLiveFeed } from '../../src/core/live/live-feed.ts';
import { createDestinationLane } from '../../src/core/webhooks/destination-lane.ts';
import { features } from '../../src/features/index.ts';
import { serveLocally } from './serve-locally.ts';

const app = serveLocally(features);

export default app;
export const DestinationLane = createDestinationLane(app);
export const GatewayShard = createGatewayShard(app);
export const GatewayCoordinator = createGatewayCoordinator(app);
export const LiveFeed = createLiveFeed(app);
