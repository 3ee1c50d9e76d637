import { accessSettings } from './access/settings.ts';
import type { Feature } from './feature.ts';
import type { ApiIndex } from './http/routes.ts';
import { createRegistry, type Registry } from './registry.ts';

/** The registry of an installation: the features with what the core adds to them. */
export const openRegistry = (features: readonly Feature[], apiIndex?: ApiIndex): Registry =>
  createRegistry(features, { settings: [accessSettings], ...(apiIndex && { apiIndex }) });
