import { type FeatureSource, sourceOf } from '../core/front.ts';
import { features } from './index.ts';

/**
 * The features as the Worker takes them. The bundler puts another value here that says the same and loads each feature
 * when it is needed; see scripts/bundle/write-source.ts.
 */
export const featureSource: FeatureSource = sourceOf(features);
