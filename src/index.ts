import { createApp } from './app.ts';
import { createGatewayCoordinator } from './core/gateway/coordinator-object.ts';
import { createGatewayShard } from './core/gateway/shard-object.ts';
import { createLiveFeed } from './core/live/live-feed.ts';
import { createDestinationLane } from './core/webhooks/destination-lane.ts';
import { features } from './features/index.ts';

const app = createApp(features);

export default app;
export const DestinationLane = createDestinationLane(app);
export const GatewayShard = createGatewayShard(app);
export const GatewayCoordinator = createGatewayCoordinator(app);
export const LiveFeed = createLiveFeed(app);
