import { createApp } from './app.ts';
import { features } from './features/index.ts';

export default createApp(features);
