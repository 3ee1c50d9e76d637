import { serveLocally } from '../../scripts/local/serve-locally.ts';
import { sourceOf } from '../../src/core/front.ts';
import { createGatewayCoordinator } from '../../src/core/gateway/coordinator-object.ts';
import { createGatewayShard } from '../../src/core/gateway/shard-object.ts';
import { createLiveFeed } from '../../src/core/live/live-feed.ts';
import { createDestinationLane } from '../../src/core/webhooks/destination-lane.ts';
import { features } from '../../src/features/index.ts';
import { probe } from './probe-feature.ts';

const app = serveLocally(sourceOf([...features, probe]));

export default app;
export const DestinationLane = createDestinationLane(app);
export const GatewayShard = createGatewayShard(app);
export const GatewayCoordinator = createGatewayCoordinator(app);
export const LiveFeed = createLiveFeed(app);
