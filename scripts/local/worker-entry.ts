import { features } from '../../src/features/index.ts';
import { serveLocally } from './serve-locally.ts';

export default serveLocally(features);
