import { serveLocally } from '../../scripts/local/serve-locally.ts';
import { features } from '../../src/features/index.ts';
import { probe } from './probe-feature.ts';

export default serveLocally([...features, probe]);
