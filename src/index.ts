import { createApp } from './app.ts';
import { createGatewayCoordinator } from './core/gateway/coordinator-object.ts';
import { createGatewayShard } from './core/gateway/shard-object.ts';
import { createLiveFeed } from './core/live/live-feed.ts';
import { createDestinationLane } from './core/webhooks/destination-lane.ts';
import { featureSource } from './features/source.ts';

const app = createApp(featureSource);

export default app;
export const DestinationLane = createDestinationLane(app);
export const GatewayShard = createGatewayShard(app);
export const GatewayCoordinator = createGatewayCoordinator(app);
export const LiveFeed = createLiveFeed(app);
