import { createGatewayCoordinator } from '../../src/core/gateway/coordinator-object.ts';
import { createGatewayShard } from '../../src/core/gateway/shard-object.ts';
import { createLiveFeed } from '../../src/core/live/live-feed.ts';
import { createDestinationLane } from '../../src/core/webhooks/destination-lane.ts';
import { featureSource } from '../../src/features/source.ts';
import { serveLocally } from './serve-locally.ts';

const app = serveLocally(featureSource);

export default app;
export const DestinationLane = createDestinationLane(app);
export const GatewayShard = createGatewayShard(app);
export const GatewayCoordinator = createGatewayCoordinator(app);
export const LiveFeed = createLiveFeed(app);
